#include <catch2/catch.hpp>

#include "tests/unit/dissectors_v2/vector_file.h"
#include "tests/unit/old_sessions/spoken_session.h"

using namespace std::string_literals;
using pgoscope::dissectors::Direction;
using Lines = std::vector<std::string>;

namespace {

std::string startup(char major) {
    auto packet = "\0\0\1\x28\0"s + major + "\0\0template1"s;
    packet.resize(72);
    packet += "postgres";
    packet.resize(296);
    return packet;
}

void replay(const VectorSection& section, std::size_t piece, SpokenSession& session) {
    for (const auto& line : section.lines) {
        auto rest = pgoscope::as_text(pgoscope::Bytes(line.bytes));
        for (; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) {
            const auto bytes = rest.substr(0, piece);
            line.direction == Direction::frontend ? session.client(bytes) : session.server(bytes);
        }
    }
    session.close();
}

}  // namespace

TEST_CASE("real sessions are read to their last byte, however they are cut") {
    for (const auto& section : real_sessions()) {
        INFO(section.title);
        SpokenSession whole;
        replay(section, 1'000'000, whole);
        CHECK(whole.skipped() == 0);
        CHECK(whole.transcript.malformed == 0);
        CHECK(whole.transcript.count("= query unanswered 0") == 0);
        SpokenSession in_bytes;
        replay(section, 1, in_bytes);
        CHECK(in_bytes.transcript.lines == whole.transcript.lines);
    }
}

TEST_CASE("a session of 1.0 has the exchanges, calls and rows of the same session in 2.0") {
    const auto sessions = read_vectors("pg7.3-protocol-1-and-2.txt");
    SpokenSession as_2_0;
    replay(sessions.at(0), 1'000'000, as_2_0);
    SpokenSession as_1_0;
    replay(sessions.at(1), 1'000'000, as_1_0);
    CHECK(as_2_0.transcript.info.version == pgoscope::events::ProtocolVersion{2, 0});
    CHECK(as_1_0.transcript.info.version == pgoscope::events::ProtocolVersion{1, 0});
    const auto told = [](const Transcript& transcript) {
        Lines lines;
        for (const auto& line : transcript.lines)
            if (line[0] == '=' || line[0] == '!') lines.push_back(line);
        return lines;
    };
    CHECK(told(as_1_0.transcript) == told(as_2_0.transcript));
    CHECK(as_1_0.transcript.info.totals.rows == as_2_0.transcript.info.totals.rows);
}

TEST_CASE("the probe of 1.0 is no statement and ends what was asked before it") {
    SpokenSession session;
    session.client(startup(1));
    session.server("R\0\0\0\0"s);
    session.client("Qbegin\0"s);
    session.server("CBEGIN\0"s);
    session.client("Q \0"s);
    session.server("I\0"s);
    session.client("Qrollback; select 1\0"s);
    session.server("CROLLBACK\0"s);
    session.client("Q \0"s);
    session.server(
        "Pblank\0T\0\1a\0\0\0\0\x17\0\4D\x80\0\0\0\5"
        "1CSELECT\0I\0"s);
    session.client("X"s);
    session.close();
    CHECK(session.transcript.lines == Lines{"> StartupMessage",
                                            "< AuthenticationOk",
                                            "= startup completed 0",
                                            "> Query",
                                            "< CommandComplete",
                                            "! 0",
                                            "= query completed 0",
                                            "> Query (probe)",
                                            "< EmptyQueryResponse (probe)",
                                            "> Query",
                                            "< CommandComplete",
                                            "! 0",
                                            "> Query (probe)",
                                            "< CursorResponse",
                                            "< RowDescription",
                                            "< AsciiRow",
                                            "not committed",
                                            "< CommandComplete",
                                            "! 1",
                                            "= query completed 1",
                                            "< EmptyQueryResponse (probe)",
                                            "> Terminate"});
    CHECK(session.skipped() == 0);
}

TEST_CASE("libpq's padded SSLRequest comes before a session of 2.0") {
    auto request = "\0\0\1\x28\4\xd2\x16\x2f"s;
    request.resize(296);
    SpokenSession session;
    session.client(request);
    session.server("N"s);
    session.client(startup(2));
    session.server("R\0\0\0\0K\0\0\0\1\0\0\0\2Z"s);
    session.client("X\0"s);
    session.close();
    CHECK(session.transcript.lines ==
          Lines{"> SSLRequest", "< SSLResponse", "> StartupMessage", "< AuthenticationOk",
                "< BackendKeyData", "< ReadyForQuery", "= startup completed 0", "> Terminate"});
    CHECK(session.transcript.info.user == "postgres");
    CHECK(session.skipped() == 0);
}

TEST_CASE("a client of 2.0 may be refused in the style of 3.0") {
    SpokenSession session;
    session.client(startup(2));
    const bool in_pieces = GENERATE(false, true);
    const auto error = "E\0\0\0\x17SFATAL\0C0A000\0Mno\0\0"s;
    session.server(error.substr(0, in_pieces ? 1 : 2));
    session.server(error.substr(in_pieces ? 1 : 2));
    session.close();
    CHECK(session.transcript.lines ==
          Lines{"> StartupMessage", "< ErrorResponse", "= startup failed 0"});
    CHECK(session.transcript.exchanges.at(0).sqlstate == "0A000");
    CHECK(session.skipped() == 0);
}

TEST_CASE("a server of 1.0 says AuthenticationOk before it refuses") {
    SpokenSession session;
    session.client(startup(1));
    session.server("R\0\0\0\0"s);
    SECTION("what comes before the first request is of the start") {
        session.server("EFATAL:  no such database\n\0"s);
        session.close();
        CHECK(session.transcript.info.never_opened);
    }
    SECTION("what comes behind it is not") {
        session.client("Qselect 1\0"s);
        session.server("EFATAL:  terminating\n\0"s);
        session.close();
        CHECK_FALSE(session.transcript.info.never_opened);
    }
}

TEST_CASE("what a failed transaction makes the server ignore is no call") {
    SpokenSession session;
    session.client(startup(2));
    session.server("R\0\0\0\0Z"s);
    session.client("Qbegin\0"s);
    session.server("CBEGIN\0Z"s);
    session.client("Qnonsense\0"s);
    session.server("EERROR:  parser: parse error\n\0Z"s);
    session.client("Qselect 1\0"s);
    session.server("NNOTICE:  current transaction is aborted\n\0C*ABORT STATE*\0Z"s);
    session.client("Qcommit\0"s);
    session.server("CCOMMIT\0Z"s);
    session.close();
    CHECK(session.transcript.calls == 2);
    CHECK(session.transcript.count("= query failed 0") == 2);
    CHECK(session.transcript.count("not committed") == 1);
}

TEST_CASE("a session of 0.0 begins in silence") {
    auto packet = "\0\0\1\x28\0\0\0\7"s;
    packet.resize(296);
    SpokenSession session;
    session.client(packet);
    session.client("Qselect 1\0"s);
    session.server(
        "Pblank\0T\1\0a\0\x17\0\0\0\4\0D\x80\5\0\0\0"
        "1CSELECT\0"s);
    session.close();
    CHECK(session.transcript.info.version == pgoscope::events::ProtocolVersion{0, 0});
    CHECK(session.transcript.count("= startup completed 0") == 1);
    CHECK(session.transcript.count("= query completed 1") == 1);
    CHECK(session.skipped() == 0);
}

TEST_CASE("a session that was under way is recognized by what its server says") {
    SpokenSession session(false);
    session.client("Qselect 1\0"s);
    session.server(
        "Pblank\0T\0\1a\0\0\0\0\x17\0\4\xff\xff\xff\xff"
        "D\x80\0\0\0\5"
        "1CSELECT\0Z"s);
    session.client("Qselect 2\0"s);
    session.server("CSELECT\0Z"s);
    session.close();
    CHECK(session.transcript.info.version == pgoscope::events::ProtocolVersion{2, 0});
    CHECK(session.transcript.count("= query completed 1") == 1);
    CHECK(session.transcript.count("= query completed 0") == 1);
    CHECK(session.skipped() == 0);
    CHECK(session.accounting_closes());
}

TEST_CASE("real sessions are joined at any packet, each in its version") {
    const auto messages = [](const Transcript& transcript) {
        Lines lines;
        for (const auto& line : transcript.lines)
            if (line[0] == '>' || line[0] == '<') lines.push_back(line);
        return lines;
    };
    for (const auto& section : read_vectors("pg7.3-protocol-1-and-2.txt")) {
        if (section.lines.size() < 100) continue;
        const auto& whole = section.lines;
        SpokenSession complete;
        replay(section, 1'000'000, complete);
        const auto all = messages(complete.transcript);
        const bool is_2_0 = section.title.find("2.0") != std::string::npos;
        for (std::size_t first = 2; first + 40 < whole.size(); ++first) {
            const auto rest =
                std::vector(whole.begin() + static_cast<std::ptrdiff_t>(first), whole.end());
            SpokenSession session(false);
            replay({section.title, rest}, 1'000'000, session);
            CAPTURE(section.title, first);
            const pgoscope::events::ProtocolVersion version{
                is_2_0 ? std::uint16_t{2} : std::uint16_t{1}, 0};
            CHECK(session.transcript.info.version == version);
            CHECK(session.transcript.calls > 2);
            CHECK(session.accounting_closes());
            CHECK(session.skipped() < 400);
            // Nothing is made up: what is told is the end of what is told of the whole session.
            const auto told = messages(session.transcript);
            REQUIRE(told.size() <= all.size());
            CHECK(told == Lines(all.end() - static_cast<std::ptrdiff_t>(told.size()), all.end()));
            CHECK(session.transcript.malformed == 0);
        }
    }
}

TEST_CASE("a session of 1.0 that is joined at an answer without rows is none of 2.0") {
    const auto nothing = "Pblank\0T\0\1a\0\0\0\0\x17\0\4"s;
    for (const auto* tag : {"SELECT", "FETCH"}) {
        SpokenSession session(false);
        session.client("Qselect a from t where false\0"s);
        session.server(nothing + "C" + tag + "\0"s);
        session.client("Q \0"s);
        session.server("I\0"s);
        session.close();
        CAPTURE(tag);
        CHECK(session.transcript.info.version == pgoscope::events::ProtocolVersion{1, 0});
        CHECK(session.transcript.info.totals.errors == 0);
        CHECK(session.transcript.count("= query completed 0") == 1);
        CHECK(session.skipped() == 0);
    }
}

TEST_CASE("what only looked like an old protocol is read as 3.0 once it shows itself") {
    SpokenSession session(false);
    session.client("Qselect 1\0"s);  // the end of a longer Query, cut where it reads as a whole one
    session.server("C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"s);
    session.client("Q\0\0\0\x0dselect 2\0"s);
    session.server("C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"s);
    session.close();
    CHECK(session.transcript.count("= query completed 1") == 2);
    CHECK(session.skipped() == 0);
}

TEST_CASE("also where it seemed to be a proof of its version") {
    SpokenSession session(false);
    session.server("CT 1\0Z"s);  // the end of a CommandComplete, cut in ReadyForQuery
    session.server("\0\0\0\5I"s);
    for (int i = 0; i < 3; ++i) {
        session.client("Q\0\0\0\x0dselect 2\0"s);
        session.server("C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"s);
    }
    session.close();
    CHECK(session.transcript.count("= query completed 1") >= 2);
    CHECK(!session.transcript.info.version.has_value());
}

TEST_CASE("a password is read where the request for it is not in the capture") {
    SpokenSession session;
    session.client(startup(2));
    session.client("\0\0\0\x0asecret"s.replace(9, 1, "\0"s));
    session.client("Qselect 1\0"s);
    session.close();
    CHECK(session.transcript.count("> PasswordMessage") == 1);
    CHECK(session.transcript.count("> Query") == 1);
    CHECK(session.skipped() == 0);
}

TEST_CASE("a protocol that does not exist is named, whichever way the server refuses it") {
    SpokenSession session;
    session.client(startup(4));
    SECTION("an old one") {
        session.server("EFATAL:  unsupported frontend protocol\n\0"s);
    }
    SECTION("a newer one") {
        session.server("E\0\0\0\x13SFATAL\0C0A000\0\0"s);
    }
    session.close();
    CHECK(session.transcript.info.requested_version == pgoscope::events::ProtocolVersion{4, 0});
    CHECK(session.transcript.count("> StartupMessage") == 1);
    CHECK(session.transcript.count("< ErrorResponse") == 1);
    CHECK(session.transcript.count("= startup failed 0") == 1);
    CHECK(session.transcript.malformed == 0);
    CHECK(session.skipped() == 0);
}

TEST_CASE("bytes missing inside a value do not lose the boundary; others do for one answer") {
    SpokenSession session;
    session.client(startup(2));
    session.server("R\0\0\0\0Z"s);
    session.client("Qselect 1\0"s);
    const auto head =
        "Pblank\0T\0\1a\0\0\0\0\x19\xff\xff\xff\xff\xff\xff"
        "D\x80\0\0\0\x14"
        "1234"s;
    SECTION("inside") {
        session.server(head);
        session.lose(pgoscope::tcp::Direction::reverse, 12);
        session.server("CSELECT\0Z"s);
        CHECK(session.transcript.count("< AsciiRow") == 1);
        CHECK(session.skipped() == 0);
    }
    SECTION("beyond") {
        session.server(head);
        session.lose(pgoscope::tcp::Direction::reverse, 13);
        session.server("SELECT\0Z"s);
        CHECK(session.skipped() == 18);
    }
    session.client("Qselect 2\0"s);
    session.server("Pblank\0T\0\0CSELECT\0Z"s);
    session.close();
    CHECK(session.transcript.count("gap") == 1);
    CHECK(session.transcript.lines.back() == "= query completed 0");
    CHECK(session.accounting_closes());
}

TEST_CASE("rows of a binary cursor are in the server's memory form where it names the cursor") {
    pgoscope::session::Options options;
    options.keep_values = true;
    SpokenSession session(true, options);
    session.client(startup(2));
    session.server("R\0\0\0\0Z"s);
    const auto fetch = [&](const std::string& cursor, const std::string& number) {
        session.client("Qfetch 1 in p\0"s);
        session.server("P" + cursor + "\0T\0\1a\0\0\0\0\x17\0\4\xff\xff\xff\xff"s +
                       "B\x80\0\0\0\4"s + number + "CFETCH\0Z"s);
    };
    fetch("blank", "\0\0\0\2"s);
    fetch("p", "\0\0\0\2"s);
    fetch("p", "\2\0\0\0"s);
    fetch("p", "\3\0\0\0"s);
    session.close();
    using std::endian;
    CHECK(session.transcript.binary_row_in_memory ==
          std::vector<std::optional<endian>>{std::nullopt, endian::big, endian::little,
                                             endian::little});
}

TEST_CASE("the credential byte is a message of its own, and the Query behind it another") {
    const char major = GENERATE('\1', '\2');
    SpokenSession session;
    session.client(startup(major));
    session.server("R\0\0\0\6"s);
    const bool sent = GENERATE(true, false);
    if (sent) session.client("\0"s);
    session.server("R\0\0\0\0"s + (major == 2 ? "Z" : ""));
    session.client("Qselect 1\0"s);
    session.server("CSELECT\0"s + (major == 2 ? "Z" : ""));
    session.close();
    CHECK(session.transcript.count("> SCMCredential") == (sent ? 1 : 0));
    CHECK(session.transcript.count("= query completed 0") == 1);
    CHECK(session.transcript.malformed == 0);
    CHECK(session.transcript.info.authentication == "scm");
    CHECK(session.skipped() == 0);
}

TEST_CASE("the reason is told for which bytes are no message") {
    SpokenSession session;
    session.client(startup(2));
    session.server("R\0\0\0\0Z?"s);
    session.close();
    CHECK(session.transcript.reasons == Lines{"unknown_type"});
}

TEST_CASE("what ends the data of a COPY that the server breaks off is no row of it") {
    const char major = GENERATE('\1', '\2');
    struct Case {
        std::string data;
        std::uint64_t rows;
        std::uint64_t bytes;
    };
    const auto& [data, rows, bytes] =
        GENERATE(Case{"1\ta\n\n\n\\.\nEERROR:  boom\n\0"s, 1, 4},
                 // inside a row
                 Case{"1\ta\n2\t\n\n\\.\nEERROR:  boom\n\0"s, 1, 6},
                 Case{"\n\n\\.\nEERROR:  boom\n\0"s, 0, 0}, Case{"1\n\n\n\\.\nCCOPY\0"s, 3, 4});
    SpokenSession session;
    session.client(startup(major));
    session.server("R\0\0\0\0"s + (major == 2 ? "Z" : ""));
    session.client("Qcopy t to stdout\0"s);
    session.server((major == 2 ? "H" : "B") + data + (major == 2 ? "Z" : ""));
    session.close();
    const auto& copy = session.transcript.exchanges.back().copy;
    REQUIRE(copy);
    CHECK(copy->rows == rows);
    CHECK(copy->bytes == bytes);
}

TEST_CASE("lines of COPY are counted whatever their length") {
    const std::string line(200'000, 'x');
    const bool from_client = GENERATE(false, true);
    const auto piece = GENERATE(std::size_t{1'000'000}, std::size_t{1'000});
    const bool csv = GENERATE(false, true);
    // In CSV the first two are one row.
    const auto data =
        csv ? "\"" + line + "\n" + line + "\"\nshort\n" : line + "\n" + line + "\nshort\n";
    SpokenSession session;
    session.client(startup(2));
    session.server("R\0\0\0\0Z"s);
    const auto direction = from_client ? "from stdin"s : "to stdout"s;
    session.client("Qcopy t " + direction + (csv ? " csv" : "") + "\0"s);
    session.server(from_client ? "G" : "H");
    const auto said = data + "\\.\n";
    for (std::string_view rest = said; !rest.empty();
         rest.remove_prefix(std::min(piece, rest.size())))
        from_client ? session.client(rest.substr(0, piece)) : session.server(rest.substr(0, piece));
    session.server("CCOPY\0Z"s);
    session.close();
    CAPTURE(from_client, piece, csv);
    const auto& copy = session.transcript.exchanges.back().copy;
    REQUIRE(copy);
    CHECK(copy->rows == (csv ? 2 : 3));
    CHECK(copy->bytes == data.size());
    CHECK(session.skipped() == 0);
}

TEST_CASE("every COPY of a Query is told for itself before 3.0 too") {
    for (const char version : {'\1', '\2'}) {
        INFO(int{version});
        const auto ready = version == '\2' ? "Z"s : ""s;
        const auto in = version == '\2' ? "G"s : "D"s;
        const auto out = version == '\2' ? "H"s : "B"s;
        SpokenSession session;
        session.client(startup(version));
        session.server("R\0\0\0\0"s + ready);
        session.client("Qcopy t from stdin; copy u to stdout; copy v to stdout\0"s);
        session.server(in);
        session.client("1\n2\n\\.\n");
        session.server("CCOPY\0"s + out + "3\n\\.\nCCOPY\0"s + out + "4\n\\.\n");
        session.server("EERROR:  out of rows\n\0"s + ready);
        session.close();
        const auto& copies = session.transcript.copies;
        REQUIRE(copies.size() == 3);
        CHECK(copies[0].statement->text == "copy t from stdin");
        CHECK(copies[0].from_client);
        CHECK(copies[0].completed);
        CHECK(copies[0].totals.rows == 2);
        CHECK(copies[1].statement->text == "copy u to stdout");
        CHECK_FALSE(copies[1].from_client);
        CHECK(copies[1].completed);
        CHECK(copies[1].totals.rows == 1);
        CHECK(copies[2].statement->text == "copy v to stdout");
        CHECK_FALSE(copies[2].completed);
        CHECK(copies[2].totals.rows == 1);
        CHECK(session.transcript.exchanges.back().copy->rows == 4);
    }
}

TEST_CASE("texts before 3.0 are converted from the encoding that SET asks for") {
    for (const char version : {'\1', '\2'}) {
        INFO(int{version});
        const auto ready = version == '\2' ? "Z"s : ""s;
        SpokenSession session;
        const auto run = [&](const std::string& sql, const std::string& reply) {
            session.client("Q" + sql + "\0"s);
            session.server(reply + "\0"s + ready);
        };
        const auto statement = [&] { return session.transcript.exchanges.back().statement->text; };
        session.client(startup(version));
        session.server("R\0\0\0\0"s + ready);
        run("update stra\xdf"
            "e set a = 1",
            "CUPDATE 1");
        CHECK(statement() ==
              "update stra\xdf"
              "e set a = $1");
        run("set client_encoding to 'LATIN1'", "CSET");
        run("update stra\xdf"
            "e set a = 1",
            "CUPDATE 1");
        CHECK(statement() == "update stra\u00dfe set a = $1");
        run("set client_encoding to 'SJIS'", "EERROR:  no conversion\n");
        run("update stra\xdf"
            "e set a = 1",
            "CUPDATE 1");
        CHECK(statement() == "update stra\u00dfe set a = $1");
        run("begin", "CBEGIN");
        run("set client_encoding = 'SJIS'", "CSET");
        // A trail byte is a backslash.
        run("update \x95\x5c set a = '\x95\x5c', b = 1", "CUPDATE 1");
        CHECK(statement() == "update \u8868 set a = $1, b = $2");
        run("rollback", "CROLLBACK");
        run("update stra\xdf"
            "e set a = 1",
            "CUPDATE 1");
        CHECK(statement() == "update stra\u00dfe set a = $1");
        session.close();
        CHECK(session.transcript.info.client_encoding == "LATIN1");
        CHECK(session.skipped() == 0);
    }
}

TEST_CASE("a Query before 3.0 counts its statements whatever its length") {
    const auto piece = GENERATE(std::size_t{1'000'000}, std::size_t{1'000});
    std::string sql = "Q";
    std::string replies;
    for (int i = 0; i < 1'200; ++i) {
        sql += "insert into t" + std::to_string(i % 3) + " values (" + std::string(80, '1') + ");";
        replies += "CINSERT 0 1\0"s;
    }
    sql += "\0"s;
    SpokenSession session;
    session.client(startup(2));
    session.server("R\0\0\0\0Z"s);
    for (std::string_view rest = sql; !rest.empty();
         rest.remove_prefix(std::min(piece, rest.size())))
        session.client(rest.substr(0, piece));
    session.server(replies + "Z");
    session.close();
    CHECK(session.transcript.calls == 1'200);
    CHECK(session.transcript.statement_calls ==
          std::map<std::string, int>{{"insert into t0 values ($1)", 400},
                                     {"insert into t1 values ($1)", 400},
                                     {"insert into t2 values ($1)", 400}});
    CHECK(session.skipped() == 0);
}
