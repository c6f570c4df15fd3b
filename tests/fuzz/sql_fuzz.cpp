// Any bytes as SQL, by any reading: no crash, the same statements wherever the text is divided, and
// normalized text is its own normal form.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "analyzer/sql/command.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/one_line.h"
#include "analyzer/sql/reading_change.h"
#include "analyzer/sql/statement_catalogue.h"
#include "dissectors/bytes.h"

namespace sql = pgoscope::sql;

namespace {

using Statements = std::vector<std::string>;

Statements take(sql::Normaliser& normaliser) {
    Statements statements;
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next())
        statements.emplace_back(next.text);
    return statements;
}

Statements whole(std::string_view text, bool truncated, sql::Reading reading) {
    sql::Normaliser normaliser;
    normaliser.start(text, truncated, reading);
    return take(normaliser);
}

Statements in_pieces(std::string_view text, std::size_t length, bool truncated,
                     sql::Reading reading) {
    sql::Normaliser normaliser;
    normaliser.start_pieces(reading);
    Statements all;
    const auto add = [&all](Statements more) { all.insert(all.end(), more.begin(), more.end()); };
    while (!text.empty()) {
        // A block of its own, so that sanitizers see who reads behind it.
        const std::string piece(text.substr(0, length));
        text.remove_prefix(piece.size());
        normaliser.add(piece);
        add(take(normaliser));
    }
    normaliser.finish(truncated);
    add(take(normaliser));
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const bool truncated = (data[0] & 1U) != 0;
    const sql::Reading reading{.backslash_escapes = (data[0] & 2U) != 0,
                               .trail_bytes = static_cast<sql::TrailBytes>((data[0] >> 2U) & 3U),
                               .assumed = (data[0] & 16U) != 0};
    const std::string_view text = pgoscope::as_text({data + 2, size - 2});

    const auto statements = whole(text, truncated, reading);
    for (const auto& statement : statements) {
        // Where the text ends inside of a character of such an encoding, what is written behind it
        // would become a part of it.
        const bool readable_again = reading.trail_bytes == sql::TrailBytes::high;
        if (readable_again && whole(statement, false, {}) != Statements{statement}) std::abort();
        static_cast<void>(sql::command_target(statement));
    }
    const std::size_t length = 1 + data[1];
    // By encodings that are not its own, a text may have other quotes before it is known to be
    // doubtful, which pieces cannot tell yet.
    const bool ascii = std::all_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) < 0x80;
    });
    if ((!reading.assumed || ascii) && in_pieces(text, length, truncated, reading) != statements)
        std::abort();
    static_cast<void>(sql::reading_changes(text, reading));

    // A catalog is large to make: for some of the inputs.
    if ((data[0] & 0xE0U) == 0) {
        sql::StatementCatalogue catalogue(4);
        if (catalogue.intern(text, truncated, reading).size() != statements.size()) std::abort();
        if (catalogue.intern(text, truncated, reading).size() != statements.size()) std::abort();
    }

    if (sql::one_line(text, 40).size() > 160) std::abort();
    return 0;
}
