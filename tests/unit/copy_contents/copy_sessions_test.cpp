#include <catch2/catch.hpp>

#include "analyzer/events/replication.h"
#include "tests/unit/old_sessions/spoken_session.h"

using namespace std::string_literals;
using pgoscope::events::ExchangeKind;
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
const auto ready = message('Z', "I");

/// A session up to its first ReadyForQuery.
void open(SpokenSession& session, const std::string& parameters = {}) {
    const auto body = "\0\3\0\0user\0app\0"s + parameters + '\0';
    const auto length = static_cast<char>(body.size() + 4);
    session.client("\0\0\0"s + length + body);
    session.server(message('R', "\0\0\0\0"s) + ready);
}

}  // namespace

TEST_CASE("an exchange tells the rows and bytes that COPY moved") {
    SpokenSession session;
    open(session);
    session.client(text('Q', "copy t from stdin with (format csv)"));
    session.server(message('G', "\0\0\1\0\0"s));
    session.client(message('d', "1\n\"two\nlines\"\n") + message('d', "3\n") + message('c', {}));
    session.server(text('C', "COPY 3") + ready);
    session.close();
    const auto& exchange = session.transcript.exchanges.at(1);
    CHECK(exchange.kind == ExchangeKind::copy_in);
    REQUIRE(exchange.copy);
    CHECK(exchange.copy->format == "csv");
    CHECK(exchange.copy->rows == 3);
    CHECK(exchange.copy->bytes == 16);
    CHECK(exchange.copy->failure.empty());
}

TEST_CASE("a line of column names is no row, and quotes are the statement's") {
    SpokenSession session;
    open(session);
    session.client(text('Q', "copy t from stdin (format 'csv', header, quote '|')"));
    session.server(message('G', "\0\0\1\0\0"s));
    session.client(message('d', "name\n") + message('d', "|two\nlines \"|\n") + message('c', {}));
    session.server(text('C', "COPY 1") + ready);
    session.close();
    const auto& exchange = session.transcript.exchanges.at(1);
    REQUIRE(exchange.copy);
    CHECK(exchange.copy->format == "csv");
    CHECK(exchange.copy->rows == 1);
}

TEST_CASE("a COPY that the client breaks off tells why") {
    SpokenSession session;
    open(session);
    session.client(text('Q', "copy t from stdin"));
    session.server(message('G', "\0\0\1\0\0"s));
    session.client(message('d', "1\n") + text('f', "changed my mind"));
    session.server(message('E', "SERROR\0C57014\0Mno\0\0"s) + ready);
    session.close();
    const auto& exchange = session.transcript.exchanges.at(1);
    CHECK(exchange.outcome == ExchangeOutcome::failed);
    REQUIRE(exchange.copy);
    CHECK(exchange.copy->rows == 1);
    CHECK(exchange.copy->failure == "changed my mind");
}

TEST_CASE("a replication command is one exchange, whatever results it has") {
    SpokenSession session;
    open(session, "replication\0true\0"s);
    session.client(text('Q', "START_REPLICATION SLOT s 0/1000000"));
    session.server(message('W', "\0\0\0"s));
    session.client(message('c', {}));
    session.server(message('c', {}) + text('C', "START_STREAMING") +
                   text('C', "START_REPLICATION") + ready);
    session.close();
    const auto& exchange = session.transcript.exchanges.at(1);
    CHECK(exchange.kind == ExchangeKind::replication);
    CHECK(exchange.outcome == ExchangeOutcome::completed);
    CHECK(exchange.results == 2);
    CHECK(session.transcript.calls == 1);
}

TEST_CASE("bytes behind a gap that nobody reads are skipped, COPY data or not") {
    const auto loses = [](bool copying) {
        SpokenSession session;
        open(session);
        session.client(text('Q', copying ? "copy t to stdout" : "select 1"));
        if (copying) session.server(message('H', "\0\0\1\0\0"s) + message('d', "1\n"));
        session.lose(pgoscope::tcp::Direction::reverse, 1'000);
        session.server(std::string(300, '\x01'));
        session.server(message('c', {}) + text('C', "COPY 9") + ready);
        session.close();
        CHECK(session.accounting_closes());
        return session.skipped();
    };
    CHECK(loses(true) == 300);
    CHECK(loses(false) == 300);
}

TEST_CASE("CopyData goes on behind a gap though none of it lies whole in a segment") {
    const auto skipped = [](std::size_t length) {
        SpokenSession session;
        open(session);
        session.client(text('Q', "copy t to stdout"));
        session.server(message('H', "\0\0\1\0\0"s));
        std::string stream;
        for (int i = 0; i < 20; ++i)
            stream += message('d', std::string(length, '\xfe'));
        session.lose(pgoscope::tcp::Direction::reverse, 100);
        for (std::size_t at = 100; at < stream.size(); at += 1'448)
            session.server(stream.substr(at, 1'448));
        session.close();
        CHECK(session.accounting_closes());
        return session.skipped();
    };
    // Up to the second header, to which the first leads; the very first is lost.
    CHECK(skipped(32'768) == 2 * (32'768 + 5) - 100);
    // Several short ones in a segment show themselves.
    CHECK(skipped(400) < 2 * 1'448);
}

namespace {

/// Rows that a COPY from the client has, as far as they could be counted.
std::optional<std::uint64_t> rows_copied(const std::string& sql, char format,
                                         const std::string& data, std::size_t packet_bytes) {
    SpokenSession session;
    open(session);
    session.client(text('Q', sql));
    session.server(message('G', "\0\0\1\0\0"s.replace(0, 1, 1, format)));
    const auto whole = message('d', data) + message('d', "last\n") + message('c', {});
    for (std::size_t at = 0; at < whole.size(); at += packet_bytes)
        session.client(whole.substr(at, packet_bytes));
    session.server(text('C', "COPY 1") + ready);
    session.close();
    CHECK(session.accounting_closes());
    return session.transcript.exchanges.at(1).copy.value().rows;
}

}  // namespace

TEST_CASE("rows in a CopyData that is too long to be kept are counted as they pass by") {
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += "some line\n";
    for (const std::size_t packet_bytes : {1'448U, 300'000U}) {
        CHECK(rows_copied("copy t from stdin", '\0', lines, packet_bytes) == 20'001);
        CHECK(rows_copied("copy t from stdin csv", '\0', lines, packet_bytes) == 20'001);
    }
    auto rows = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"s;
    for (int i = 0; i < 20'000; ++i)
        rows += "\0\1\0\0\0\4four"s;
    for (const std::size_t packet_bytes : {1'448U, 300'000U})
        CHECK(rows_copied("copy t from stdin binary", '\1', rows + "\377\377", packet_bytes) ==
              20'000);
}

TEST_CASE("lines of a long CopyData of which a part is missing cannot be counted") {
    SpokenSession session;
    open(session);
    session.client(text('Q', "copy t from stdin"));
    session.server(message('G', "\0\0\1\0\0"s));
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += "some line\n";
    const auto data = message('d', lines);
    session.client(data.substr(0, 100'000));
    session.lose(pgoscope::tcp::Direction::forward, 1000);
    session.client(data.substr(101'000));
    session.client(message('c', {}));
    session.server(text('C', "COPY 20000") + ready);
    session.close();
    const auto& copy = session.transcript.exchanges.at(1).copy;
    REQUIRE(copy);
    CHECK(copy->bytes == lines.size());
    CHECK_FALSE(copy->rows);
}

TEST_CASE("an exchange tells the sum of its COPYs") {
    SpokenSession session;
    open(session);
    session.client(text('Q', "copy t to stdout; copy u to stdout with (format csv)"));
    const auto begun = message('H', "\0\0\1\0\0"s);
    session.server(begun + message('d', "1\n") + message('c', {}) + text('C', "COPY 1"));
    session.server(begun + message('d', "22\n") + message('c', {}) + text('C', "COPY 1") + ready);
    session.close();
    const auto& sum = session.transcript.exchanges.at(1).copy;
    REQUIRE(sum);
    CHECK(sum->format == "mixed");
    CHECK(sum->bytes == 5);
    CHECK(sum->rows == 2);
    const auto& copies = session.transcript.copies;
    REQUIRE(copies.size() == 2);
    CHECK(copies[0].totals.format == "text");
    CHECK(copies[1].totals.format == "csv");
    CHECK(sum->time == *copies[0].totals.time + *copies[1].totals.time);
}
