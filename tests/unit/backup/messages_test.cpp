#include "dissectors/backup/messages.h"

#include <catch2/catch.hpp>

#include "tests/support/vectors.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::backup;

TEST_CASE("what a PostgreSQL 18 sent of its base backups") {
    std::vector<std::string> told;
    for (const auto& message : vector_messages(
             "pg18-protocol-3.2.txt", "walsender physical: identify, timeline, base backup")) {
        if (message.tag != 'd' || message.direction != dissectors::Direction::backend) continue;
        const auto view = dissect_backup_message(message.body, true);
        std::string text(name_of(view));
        if (const auto* archive = std::get_if<NewArchive>(&view)) {
            text += ' ';
            text += archive->file_name;
            text += '|';
            text += archive->tablespace_path;
        }
        if (const auto* progress = std::get_if<Progress>(&view))
            text += ' ' + std::to_string(progress->bytes_done);
        told.push_back(text);
    }
    CHECK(told == std::vector<std::string>{"NewArchive base.tar|", "Progress 23426048",
                                           "ManifestStart", "NewArchive base.tar|",
                                           "Progress 3778048"});
}

TEST_CASE("a letter alone makes no message") {
    const auto is_unknown = [](const OwnedBytes& payload, bool complete = true) {
        return std::holds_alternative<Unknown>(dissect_backup_message(payload, complete));
    };
    CHECK(is_unknown({}));
    CHECK(is_unknown(bytes_of("p1234567")));
    CHECK(is_unknown(bytes_of("p123456789")));
    CHECK(is_unknown(bytes_of("manifest")));
    CHECK(is_unknown(bytes_of("n")));
    CHECK(is_unknown(bytes_of("nbase.tar")));
    CHECK(is_unknown(bytes_of_hex("6e 61 00")));
    CHECK(is_unknown(bytes_of_hex("6e 61 00 00 00")));
    CHECK(is_unknown(bytes_of("x")));
    CHECK(is_unknown(bytes_of("m"), false));
    CHECK_FALSE(is_unknown(bytes_of("m")));
    CHECK_FALSE(is_unknown(bytes_of_hex("6e 61 00 00")));
    CHECK_FALSE(is_unknown(bytes_of("data"), false));
}
