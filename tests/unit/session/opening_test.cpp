#include <catch2/catch.hpp>

#include "tests/support/bytes_of.h"
#include "tests/support/client_hello.h"
#include "told.h"

/// Which protocol a connection speaks and which side is the client.

using pgoscope::events::Encryption;
using pgoscope::events::Recognition;
using pgoscope::events::SkipReason;
using pgoscope::session::Options;

namespace {

Options any_port() {
    Options options;
    options.ports.clear();
    return options;
}

std::string hello() {
    const auto bytes = bytes_of_hex(direct_tls_client_hello);
    return std::string(pgoscope::as_text(bytes));
}

std::string tls_record() {
    return {"\x17\x03\x03\x00\x01x", 6};
}

}  // namespace

TEST_CASE("direct TLS that offers postgresql is an encrypted session") {
    Script script;
    script.open(0).client(10, hello()).server(20, std::string("\x16\x03\x03\x00\x01x", 6));
    const auto told = play_split(script.close(30));
    CHECK(told.session().encryption == Encryption::direct_tls);
    CHECK(told.session().recognition == Recognition::postgresql);
    CHECK(told.accounting.encrypted_bytes == hello().size() + 6);
    CHECK(told.sink->malformed.empty());
}

TEST_CASE("direct TLS that offers another protocol is not PostgreSQL") {
    auto http = hello();
    http.replace(http.find("postgresql"), 10, "http/1.1.1");
    Script script;
    script.open(0).client(10, http).server(20, tls_record());
    const auto told = play_split(script.close(30));
    CHECK(told.session().encryption == Encryption::none);
    CHECK(told.session().recognition == Recognition::not_postgresql);
    CHECK(told.session().other_protocol == "TLS");
    CHECK(told.accounting.encrypted_bytes == 0);
    CHECK(told.sink->malformed.empty());
}

TEST_CASE("another protocol on the port is one session without malformed messages") {
    struct Other {
        const char* name;
        std::string client;
        std::string server;
        bool server_first;
    };
    const auto& other = GENERATE(
        Other{"HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nhi", false},
        Other{"SSH", "SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2\r\n", true},
        Other{"Redis", "*1\r\n$4\r\nPING\r\n", "+PONG\r\n", false},
        Other{"SMTP or FTP", "USER x\r\n", "220 ready\r\n", true},
        Other{"MySQL", std::string("\x05\x00\x00\x01\x85\xa6\xff\x01\x00", 9),
              std::string("\x4a\x00\x00\x00\x0a"
                          "8.0.36\0\x08\x00\x00\x00 salt",
                          21),
              true});
    CAPTURE(other.name);
    Script script;
    script.open(0);
    if (other.server_first) script.server(5, other.server);
    script.client(10, other.client);
    if (!other.server_first) script.server(20, other.server);
    for (int i = 0; i < 20; ++i)
        script.client(30 + i, other.client).server(31 + i, other.server);
    const auto told = play(script.close(99));
    CHECK(told.sink->sessions == Lines{"open 1", "close 1 closed"});
    CHECK(told.sink->malformed.empty());
    CHECK(told.sink->messages.empty());
    CHECK(told.sink->exchanges.empty());
    CHECK(told.session().recognition == Recognition::not_postgresql);
    CHECK(told.session().other_protocol == other.name);
    CHECK(told.accounting.dissected_bytes == 0);
}

TEST_CASE("a connection on which nothing is said is undecided") {
    Script script;
    script.open(0);
    const auto told = play_split(script.close(30));
    CHECK(told.session().recognition == Recognition::undecided);
    CHECK(told.sink->exchanges.empty());
}

TEST_CASE("a session can be joined in the middle") {
    const auto server_first = GENERATE(false, true);
    const auto reversed = GENERATE(false, true);
    Script script;
    if (reversed)
        script.open_reversed(0);
    else
        script.open(0, false);
    if (server_first)
        script.server(10, backend::row() + backend::complete("SELECT 9") + backend::ready());
    script.client(20, frontend::query("select 1"))
        .server(28, backend::result(1) + backend::ready());
    script.client(30, frontend::one_shot("select 2, 2") + frontend::sync());
    script.server(39, backend::one_shot(1) + backend::ready());
    const auto told = play(script.close(50));
    const auto think = server_first ? std::string(" think=10") : std::string();
    CHECK(told.sink->exchanges ==
          Lines{"1 query completed duration=8 first=8 transfer=0" + think +
                    " service=8 rows=1 results=1 | select $1",
                "2 execute completed duration=9 first=9 transfer=0 think=2 service=9 rows=1 "
                "results=1 | select $1, $2"});
    CHECK(told.session().recognition == Recognition::postgresql);
    CHECK_FALSE(told.session().startup_seen);
    CHECK(told.session().client.port == 40'001);
    CHECK(told.session().server.port == 5432);
    CHECK(told.accounting.skipped(SkipReason::resynchronisation) == 0);
}

TEST_CASE("joined inside a message, the rest of it is passed over") {
    Script script;
    script.open_reversed(0);
    const auto row = backend::row({"a row that began before the capture did"});
    script.server(10, row.substr(9) + backend::complete("SELECT 1") + backend::ready());
    script.client(20, frontend::query("select 1"))
        .server(28, backend::result(1) + backend::ready());
    const auto told = play(script.close(50));
    CHECK(told.sink->exchanges == Lines{"1 query completed duration=8 first=8 transfer=0 think=10 "
                                        "service=8 rows=1 results=1 | select $1"});
    CHECK(told.accounting.skipped(SkipReason::resynchronisation) == row.size() - 9);
    CHECK(told.sink->malformed.empty());
}

TEST_CASE("on any port, start-up packets tell PostgreSQL") {
    Script script;
    script.open(0, true, 6543).client(10, frontend::startup()).server(20, backend::welcome());
    script.open(30, true, 8080).client(31, "GET / HTTP/1.1\r\n").server(32, "HTTP/1.1 200\r\n");
    script.close(40).on(0).close(50);
    const auto told = play_split(script, any_port());
    CHECK(told.sink->sessions == Lines{"open 1", "close 1 closed"});
    CHECK(told.session().server.port == 6543);
}

TEST_CASE("on any port, a connection without a start is told by both directions") {
    const auto reversed = GENERATE(false, true);
    Script script;
    if (reversed)
        script.open_reversed(0, 7000);
    else
        script.open(0, false, 7000);
    const auto ask = [&](pgoscope::PacketTime time) {
        script.client(time, frontend::query("select 1"));
        script.server(time + 5, backend::result(1) + backend::ready());
    };
    if (reversed) script.server(5, backend::notification(1, "ch") + backend::ready());
    ask(10);
    ask(20);
    ask(30);
    const auto told = play(script.close(50), any_port());
    REQUIRE_FALSE(told.sink->exchanges.empty());
    CHECK(told.sink->exchanges.back().substr(2) ==
          "query completed duration=5 first=5 transfer=0 think=5 "
          "service=5 rows=1 results=1 | select $1");
    CHECK(told.session().client.port == 40'001);
    CHECK(told.session().server.port == 7000);
    CHECK(told.sink->malformed.empty());
}

TEST_CASE("on any port, one direction alone is no evidence") {
    Script script;
    script.open(0, false, 7000);
    script.client(10, frontend::query("select 1")).server(15, "200 fine\r\n");
    const auto told = play(script.close(50), any_port());
    CHECK(told.sink->sessions.empty());
    CHECK(told.sink->exchanges.empty());
    CHECK(told.accounting.skipped(SkipReason::undecided) == told.accounting.payload_bytes);
}

TEST_CASE("on any port, another protocol that lacks bytes has no malformed messages") {
    const auto handshake = GENERATE(false, true);
    Script script;
    script.open(0, handshake, 7000).client(5, "EHLO x\r\n");
    script.client_gap(10, 20).server(20, "250 fine\r\n").client(30, "MAIL FROM:<a@b>\r\n");
    script.server_gap(40, 10).server(50, "250 fine\r\n");
    const auto told = play(script.close(60), any_port());
    CHECK(told.sink->malformed.empty());
    CHECK(told.sink->all.empty());
    CHECK(told.accounting.skipped(SkipReason::resynchronisation) == 0);
}

TEST_CASE("on any port, a session that lacks its start-up packet is told by both directions") {
    const auto reversed = GENERATE(false, true);
    Script script;
    if (reversed)
        script.open_reversed(0, 7000);
    else
        script.open(0, true, 7000);
    script.client_gap(5, 40).server(10, backend::welcome());
    script.client(20, frontend::query("select 1"));
    script.server(25, backend::result(1) + backend::ready());
    const auto told = play(script.close(60), any_port());
    CHECK(told.sink->malformed.empty());
    CHECK(told.session().client.port == 40'001);
    CHECK(told.sink->exchanges.size() == 1);
}

TEST_CASE("on any port, what only begins like a start-up packet is not PostgreSQL") {
    // Kafka's request for metadata: its length, its key 3 and version 0, a number, the client.
    const std::string metadata("\0\0\0\x12\0\3\0\0\0\0\0\1\0\4test", 18);
    Script script;
    script.open(0, true, 9092).client(10, metadata).server(20, "whatever");
    const auto told = play_split(script.close(30), any_port());
    CHECK(told.sink->sessions.empty());
    CHECK(told.sink->malformed.empty());
    CHECK(told.accounting.skipped(SkipReason::not_postgresql) == metadata.size() + 8);
}

TEST_CASE("on any port, the request by which a session is told has its exchange") {
    const auto split = GENERATE(false, true);
    Script script;
    script.open(0, false, 7000);
    if (split) script.client(4, frontend::query("select 0"));  // not answered in the capture
    script.client(10, frontend::one_shot("select 2, 2") + frontend::sync());
    script.server(19, backend::one_shot(1) + backend::ready());
    const auto told = play(script.close(50), any_port());
    REQUIRE(told.sink->exchanges.size() == (split ? 2 : 1));
    const auto& line = told.sink->exchanges[0];
    if (!split) {
        CHECK(line ==
              "1 execute completed duration=9 first=9 transfer=0 service=9 rows=1 "
              "results=1 | select $1, $2");
    }
    CHECK(told.accounting.skipped(SkipReason::undecided) == 0);
    CHECK(told.accounting.dissected_bytes == told.accounting.payload_bytes);
}

TEST_CASE("on any port, answers before the first request are heard in their order") {
    Script script;
    script.open_reversed(0, 7000);
    script.server(5, backend::notification(1, "ch")).server(6, backend::notification(1, "ch"));
    script.client(10, frontend::query("select 1"));
    script.server(15, backend::result(1) + backend::ready());
    const auto told = play(script.close(50), any_port());
    CHECK(told.session().totals.backend_messages == 6);
    CHECK(told.accounting.dissected_bytes == told.accounting.payload_bytes);
}

TEST_CASE("on any port, what waits for an answer is bounded") {
    auto options = any_port();
    const auto request = frontend::query("select 1");
    const auto all_together = GENERATE(false, true);
    if (all_together)
        options.limits.undecided_bytes = request.size();
    else
        options.limits.message_bytes = static_cast<std::uint32_t>(request.size());
    Script script;
    script.open(0, false, 7000);
    for (int i = 0; i < 3; ++i)
        script.client(10 + i, request);
    const auto told = play(script.close(50), options);
    CHECK(told.limits.undecided_bytes == (all_together ? 3 : 1));
    CHECK(told.accounting.skipped(SkipReason::undecided) == told.accounting.payload_bytes);
}

TEST_CASE("TLS records in the middle of a connection on the port are encrypted") {
    Script script;
    script.open(0, false).client(10, tls_record()).server(20, tls_record());
    const auto told = play(script.close(50));
    CHECK(told.session().encryption == Encryption::tls);
    CHECK(told.accounting.encrypted_bytes == 2 * tls_record().size());
    CHECK(told.session().cleartext_injection == pgoscope::events::CleartextInjection::none);
}

TEST_CASE("TLS that a capture meets in the middle of a record is encrypted to its first byte") {
    Script script;
    script.open(0, false).server(10, "the rest of a record").client(20, "\x8f\x02 another");
    script.server(30, tls_record()).client(40, tls_record());
    const auto told = play(script.close(50));
    CHECK(told.session().encryption == Encryption::tls);
    CHECK(told.accounting.encrypted_bytes == told.accounting.payload_bytes);
    CHECK(told.accounting.closes());
    CHECK(told.session().totals.malformed == 0);
    CHECK(told.session().cleartext_injection == pgoscope::events::CleartextInjection::none);
}

TEST_CASE("GSSAPI encryption in the middle of a connection on the port") {
    const auto packet = [](const std::string& token) {
        return std::string{'\0', '\0', '\0', static_cast<char>(token.size())} + token;
    };
    const std::string sealed(
        "\x05\x04\x06\xff\0\0\0\x1c"
        "0123456789",
        18);
    Script script;
    script.open(0, false);
    SECTION("of Kerberos, from one side") {
        script.client(10, "the rest").client(20, packet(sealed) + packet(sealed).substr(0, 15));
        script.client(30, packet(sealed).substr(15));
    }
    SECTION("the handshake of Kerberos") {
        script.client(10, packet("\x60\x20\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02 token"));
    }
    const auto told = play(script.close(50));
    CHECK(told.session().encryption == Encryption::gss);
    CHECK(told.accounting.encrypted_bytes == told.accounting.payload_bytes);
    CHECK(told.accounting.closes());
}

TEST_CASE("what only looks like encryption is none") {
    const std::string lengths("\0\0\0\2xx", 6);
    Script script;
    script.open(0, false);
    SECTION("lengths from one side") {
        script.client(10, lengths);
    }
    SECTION("lengths that chain, from both sides, as those of Kafka do") {
        script.client(10, lengths + lengths).server(20, lengths);
        script.client(30, lengths).server(40, lengths + lengths);
    }
    SECTION("behind messages of PostgreSQL") {
        script.client(10, frontend::query("select 1"))
            .server(20, backend::result(1) + backend::ready())
            .server(30, tls_record());
    }
    const auto told = play(script.close(50));
    CHECK(told.session().encryption == Encryption::none);
    CHECK(told.accounting.encrypted_bytes == 0);
}
