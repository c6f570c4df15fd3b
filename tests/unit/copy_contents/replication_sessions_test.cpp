#include <catch2/catch.hpp>

#include "tests/unit/backup/tar_builder.h"
#include "tests/unit/old_sessions/spoken_session.h"

using namespace std::string_literals;
using pgoscope::events::ExchangeOutcome;

namespace {

std::string message(char tag, const std::string& body) {
    const auto length = static_cast<std::uint32_t>(body.size() + 4);
    std::string bytes(1, tag);
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes += static_cast<char>(length >> shift);
    return bytes + body;
}
std::string text(char tag, const std::string& content) {
    return message(tag, content + '\0');
}
std::string value(const std::string& content) {
    return "\0\0\0"s + static_cast<char>(content.size()) + content;
}
const auto ready = message('Z', "I");
const auto copy_both = message('W', "\0\0\0"s);
const auto copy_out = message('H', "\0\0\0"s);

/// A replication session up to its first ReadyForQuery.
void open(SpokenSession& session, const std::string& server_version = {}) {
    const auto body = "\0\3\0\0user\0app\0replication\0database\0"s + '\0';
    session.client("\0\0\0"s + static_cast<char>(body.size() + 4) + body);
    session.server(message('R', "\0\0\0\0"s));
    if (!server_version.empty())
        session.server(message('S', "server_version\0"s + server_version + '\0'));
    session.server(ready);
}

std::string word(std::uint64_t number) {
    std::string bytes;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes += static_cast<char>(number >> (shift - 8));
    return bytes;
}
/// XLogData of November 2026.
std::string wal(std::uint64_t start, const std::string& data) {
    constexpr std::uint64_t sent = 848'900'000'000'000;
    return message('d', 'w' + word(start) + word(start + data.size()) + word(sent) + data);
}

/// A stream of WAL up to its CopyBothResponse.
void begin_stream(SpokenSession& session) {
    open(session);
    session.client(text('Q', "START_REPLICATION 0/1000000"));
    session.server(copy_both);
}

std::string plugin_of_stream(const std::string& answer_to_create) {
    SpokenSession session;
    open(session);
    session.client(text('Q', R"(CREATE_REPLICATION_SLOT "s" LOGICAL decoderbufs)"));
    session.server(answer_to_create + ready);
    session.client(text('Q', R"(START_REPLICATION SLOT "s" LOGICAL 0/0)"));
    session.server(copy_both);
    session.close();
    REQUIRE(session.transcript.replications.size() == 1);
    return session.transcript.replications.front().plugin;
}

/// The first of two results of BASE_BACKUP and, in the second, a data directory and a tablespace.
std::string backup_begins() {
    return message('D', "\0\2"s + value("0/2000028") + value("1")) + text('C', "SELECT") +
           message('D', "\0\3"s + value("16384") + value("/space") + value("8589934592")) +
           message('D', "\0\3\377\377\377\377\377\377\377\377"s + value("7")) + text('C', "SELECT");
}

const pgoscope::events::BackupSummary& backup_of(const SpokenSession& session) {
    REQUIRE(session.transcript.replications.size() == 1);
    const auto& summary = session.transcript.replications.front();
    REQUIRE(summary.backup);
    return *summary.backup;
}

}  // namespace

TEST_CASE("a stream of a slot that the session made is the slot's plugin's") {
    CHECK(plugin_of_stream(text('C', "CREATE_REPLICATION_SLOT")) == "decoderbufs");
    CHECK(plugin_of_stream(message('E', "SERROR\0C42710\0Mthere is one\0\0"s)).empty());
}

TEST_CASE("a backup of a server before 15: an archive in each CopyOut, the manifest behind them") {
    SpokenSession session;
    open(session, "14.11 (Debian 14.11-1)");
    session.client(text('Q', "BASE_BACKUP LABEL 'b' PROGRESS MANIFEST 'yes'"));
    session.server(backup_begins());
    const auto archive = std::string(1024, 'd');
    session.server(copy_out + message('d', archive) + message('c', {}));
    session.server(copy_out + message('d', archive) + message('d', archive) + message('c', {}));
    session.server(copy_out +
                   message('d', R"({"PostgreSQL-Backup-Manifest-Version": 1, "Files": [)") +
                   message('d', R"({"Path": "a", "Size": 5}]})") + message('c', {}));
    session.server(message('D', "\0\2"s + value("0/2000100") + value("1")) + text('C', "SELECT") +
                   text('C', "BASE_BACKUP") + ready);
    session.close();
    const auto& backup = backup_of(session);
    REQUIRE(backup.tablespaces.size() == 2);
    CHECK(backup.tablespaces[0].location == "/space");
    CHECK(backup.tablespaces[0].estimated_bytes == 8'589'934'592U * 1024);
    REQUIRE(backup.archives.size() == 2);
    CHECK(backup.archives[0].tablespace == "/space");
    CHECK(backup.archives[0].bytes == 1024);
    CHECK(backup.archives[1].bytes == 2048);
    REQUIRE(backup.manifest);
    CHECK(backup.manifest->files == 1);
    CHECK(backup.manifest->complete);
    CHECK(backup.manifest_bytes > 0);
    CHECK(session.transcript.replications.front().last_lsn == 0x200'0100);
    CHECK(session.transcript.exchanges.at(1).results == 4);
    CHECK(session.accounting_closes());
}

TEST_CASE("a backup of a server from 15 on is known by its version, whatever is lost of it") {
    SpokenSession session;
    open(session, "15.18");
    session.client(text('Q', "BASE_BACKUP (LABEL 'b')"));
    session.server(backup_begins() + copy_out);
    session.lose(pgoscope::tcp::Direction::reverse, 100);
    session.server(message('d', "d" + std::string(100, 'x')) + message('d', "nbase.tar\0\0"s) +
                   message('d', "d" + std::string(100, 'x')) + message('c', {}));
    session.close();
    const auto& backup = backup_of(session);
    REQUIRE(backup.archives.size() == 1);
    CHECK(backup.archives[0].name == "base.tar");
    CHECK(backup.archives[0].bytes == 100);
}

TEST_CASE("a backup that began before the capture is counted from its next file on") {
    SpokenSession session(false);
    const bool bare = GENERATE(false, true);
    const std::string letter = bare ? "" : "d";
    const auto header = [](const std::string& name, std::size_t size) {
        const auto entry = tar_entry(name, OwnedBytes(size));
        return std::string(entry.begin(), entry.begin() + 512);
    };
    const auto file = [&](const std::string& name) {
        return message('d', letter + header(name, 512)) +
               message('d', letter + std::string(512, 'x'));
    };
    session.server(message('d', letter + std::string(512, 'x')) + file("base/1/2") +
                   file("base/1/3"));
    if (bare)
        session.server(message('c', {}) + copy_out);
    else
        session.server(message('d', "p\0\0\0\0\0\0\x10\0"s) + message('d', "n17.tar\0/space\0"s));
    session.server(file("PG_17/1"));
    if (bare)
        session.server(message('c', {}) + copy_out);
    else
        session.server(message('d', "m"));
    session.server(
        message('d', letter + R"({ "PostgreSQL-Backup-Manifest-Version": 1, "Files": []})"));
    session.server(message('c', {}) + message('D', "\0\2"s + value("0/2000100") + value("1")) +
                   text('C', "SELECT") + text('C', "BASE_BACKUP") + ready);
    session.close();
    const auto& backup = backup_of(session);
    REQUIRE(backup.archives.size() == 2);
    CHECK(backup.archives[0].began_before_capture);
    CHECK(backup.archives[0].files == 2);
    CHECK(backup.archives[0].bytes == 2048);
    CHECK_FALSE(backup.archives[1].began_before_capture);
    CHECK(backup.archives[1].files == 1);
    CHECK(backup.archives[1].name == (bare ? "" : "17.tar"));
    CHECK(backup.file_count == 3);
    CHECK(backup.manifest);
    const auto& summary = session.transcript.replications.front();
    CHECK_FALSE(summary.first_lsn);
    CHECK(summary.last_lsn == 0x200'0100);
    CHECK(session.transcript.replications.size() == 1);
    CHECK(session.transcript.malformed == 0);
}

TEST_CASE("rows of a COPY that began before the capture are no replication") {
    SpokenSession session(false);
    for (const auto* row : {"n\t1\n", "name.tar\t\n", "data\t2\n", "password\n", "p1234567\n",
                            "m\n", "w\t3\n", "k\t4\n"})
        session.server(message('d', row));
    session.server(message('d', "\0\1\0\0\2\1d"s + std::string(512, '\0')));
    session.server(message('c', {}) + text('C', "COPY 9") + ready);
    session.close();
    CHECK(session.transcript.replications.empty());
    CHECK(session.transcript.count("< CopyData") == 9);
    CHECK(session.skipped() == 0);
}

TEST_CASE("a stream goes on with the first WAL data behind a gap, however long its messages are") {
    SpokenSession session;
    begin_stream(session);
    const std::string page(100'000, 'd');
    const auto begun = wal(0x1000000, page);
    const auto lost_header = wal(0x1000000 + page.size(), page);
    session.server(begun.substr(0, 60'000));
    session.lose(pgoscope::tcp::Direction::reverse, begun.size() - 60'000 + 100);
    const auto rest = lost_header.substr(100) + wal(0x1030d40, page) + wal(0x1049400, page);
    constexpr std::size_t segment = 16'000;
    for (std::size_t at = 0; at < rest.size(); at += segment)
        session.server(rest.substr(at, segment));
    session.close();
    REQUIRE(session.transcript.replications.size() == 1);
    const auto& stream = session.transcript.replications.front();
    CHECK(stream.gap);
    CHECK(stream.backend_messages == 3);
    CHECK(stream.data_bytes == 3 * page.size());
    CHECK(session.skipped() == lost_header.size() - 100);
    CHECK(session.accounting_closes());
}

TEST_CASE("keepalives do not tell which kind of stream began before the capture") {
    constexpr std::uint64_t sent = 848'900'000'000'000;
    SpokenSession session(false);
    session.server(message('d', 'k' + word(0x2000) + word(sent) + '\0'));
    SECTION("nor does anything else") {
        session.close();
        REQUIRE(session.transcript.replications.size() == 1);
        CHECK(session.transcript.replications.front().kind ==
              pgoscope::events::ReplicationKind::unknown);
    }
    SECTION("WAL does") {
        session.server(message('d', 'w' + word(0x2000) + word(0x3000) + word(sent) + "page"));
        session.close();
        REQUIRE(session.transcript.replications.size() == 1);
        CHECK(session.transcript.replications.front().kind ==
              pgoscope::events::ReplicationKind::physical);
    }
}

TEST_CASE("the first message of a stream that began before the capture is read whole") {
    std::string changes;
    for (int row = 0; row < 2'000; ++row)
        changes += R"({"kind":"delete","schema":"public","table":"t","oldkeys":{}},)";
    changes.back() = ']';
    constexpr std::uint64_t sent = 848'900'000'000'000;
    const auto data = message(
        'd', 'w' + word(0x2000) + word(0x2000) + word(sent) + R"({"change":[)" + changes + '}');
    SpokenSession session(false);
    session.client(message('d', 'r' + word(1) + word(1) + word(1) + word(sent) + '\0'));
    constexpr std::size_t segment = 10'000;
    for (std::string_view rest = data; !rest.empty();
         rest.remove_prefix(std::min(segment, rest.size())))
        session.server(rest.substr(0, segment));
    session.close();
    REQUIRE(session.transcript.replications.size() == 1);
    const auto& stream = session.transcript.replications.front();
    CHECK(stream.kind == pgoscope::events::ReplicationKind::logical);
    CHECK(stream.plugin == "wal2json");
    CHECK(stream.cut == 0);
    CHECK(session.transcript.changes == 2'000);
}

TEST_CASE("a server that shuts down ends a stream with the COPY's completion alone") {
    SpokenSession session;
    begin_stream(session);
    session.server(wal(0x1000000, "x"));
    session.server(text('C', "COPY 0"));
    session.close();
    CHECK(session.transcript.exchanges.at(1).outcome == ExchangeOutcome::completed);
}

TEST_CASE("a stream that goes on when the capture ends is open, one that was broken off is not") {
    using pgoscope::tcp::CloseReason;
    const auto outcome = [](CloseReason reason) {
        SpokenSession session;
        begin_stream(session);
        session.server(wal(0x1000000, "x"));
        session.close(reason);
        return session.transcript.exchanges.at(1).outcome;
    };
    CHECK(outcome(CloseReason::end_of_capture) == ExchangeOutcome::open);
    CHECK(outcome(CloseReason::reset) == ExchangeOutcome::unanswered);
}
