#include <catch2/catch.hpp>

#include "told.h"

using pgoscope::events::CleartextInjection;
using pgoscope::events::Encryption;
using pgoscope::events::ProtocolVersion;
using pgoscope::events::Recognition;
using pgoscope::events::SkipReason;

namespace {

const std::string client_hello_head("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", 10);
const std::string tls_bytes("\x16\x03\x03\x00\x02hi", 7);

Script connected() {
    Script script;
    script.open(1);
    return script;
}

}  // namespace

TEST_CASE("a start-up is one exchange up to ReadyForQuery") {
    auto script = connected();
    script.client(10, frontend::startup({{"user", "app"},
                                         {"database", "orders"},
                                         {"application_name", "billing"},
                                         {"replication", "database"},
                                         {"_pq_.x", "1"}}));
    script.server(15, backend::ok())
        .server(20, backend::parameter_status("server_version", "15.20"));
    script.server(21, backend::parameter_status("application_name", "other"));
    script.server(22, backend::key_data(4711, "key!")).server(25, backend::ready());
    const auto told = play_split(script.client(30, frontend::terminate()).close(31));
    CHECK(told.sink->exchanges ==
          Lines{"1 startup completed duration=15 first=5 transfer=10 service=15"});
    const auto& session = told.session();
    CHECK(session.startup_seen);
    CHECK(session.recognition == Recognition::postgresql);
    CHECK(session.user == "app");
    CHECK(session.database == "orders");
    CHECK(session.replication == "database");
    CHECK(session.application_name == "other");
    CHECK(session.server_version == "15.20");
    CHECK(session.authentication == "trust");
    CHECK(session.version == ProtocolVersion{3, 0});
    CHECK(session.process_id == 4711U);
    CHECK(session.authentication_time == 5);
    CHECK(session.setup_time == 24);
    CHECK(session.handshake_round_trip == 2);
    CHECK(session.opened == 1);
    CHECK(session.closed == 31);
    CHECK(session.client.port == 40'001);
    CHECK(session.server.port == 5432);
    CHECK(session.transaction == pgoscope::events::TransactionStatus::idle);
    CHECK(session.totals.frontend_messages == 2);
    CHECK(session.totals.backend_messages == 5);
}

TEST_CASE("a database that is not named is the user's") {
    auto script = connected();
    script.client(10, frontend::startup({{"user", "app"}})).server(20, backend::welcome());
    CHECK(play_split(script.close(30)).session().database == "app");
}

TEST_CASE("each authentication method has its name, and its answer its own message") {
    struct Dialog {
        std::uint32_t code;
        const char* method;
        std::string answer;
        const char* message;
    };
    const auto& dialog =
        GENERATE(Dialog{2, "kerberos", frontend::token("abc"), "> GSSResponse #1"},
                 Dialog{3, "password", frontend::password("secret"), "> PasswordMessage #1"},
                 Dialog{4, "crypt", frontend::password("secret"), "> PasswordMessage #1"},
                 Dialog{5, "md5", frontend::password("md5secret"), "> PasswordMessage #1"},
                 Dialog{7, "gss", frontend::token("abc"), "> GSSResponse #1"},
                 Dialog{9, "sspi", frontend::token("abc"), "> GSSResponse #1"});
    const std::string salt = dialog.code == 5 ? "salt" : dialog.code == 4 ? "sa" : "";
    auto script = connected();
    script.client(10, frontend::startup()).server(20, backend::authentication(dialog.code, salt));
    script.client(30, dialog.answer).server(42, backend::welcome());
    const auto told = play_split(script.close(50));
    CHECK(told.session().authentication == dialog.method);
    CHECK(told.session().authentication_time == 32);
    CHECK(told.sink->messages[2] == dialog.message);
    CHECK(told.sink->malformed.empty());
    CHECK(told.sink->exchanges == Lines{"1 startup completed duration=32 transfer=22 service=12"});
}

TEST_CASE("SASL is named by its mechanism") {
    auto script = connected();
    script.client(10, frontend::startup());
    script.server(20, backend::authentication(10, wire::text("SCRAM-SHA-256") + '\0'));
    script.client(30, frontend::sasl_initial("SCRAM-SHA-256", "n,,n=,r=abc"));
    script.server(40, backend::authentication(11, "r=abcdef,s=c2FsdA==,i=4096"));
    script.client(50, frontend::token("c=biws,r=abcdef,p=cHJvb2Y="));
    script.server(60, backend::authentication(12, "v=c2ln") + backend::welcome());
    const auto told = play_split(script.close(70));
    CHECK(told.session().authentication == "SCRAM-SHA-256");
    CHECK(Lines(told.sink->messages.begin(), told.sink->messages.begin() + 6) ==
          Lines{"> StartupMessage #1", "< AuthenticationSASL #1", "> SASLInitialResponse #1",
                "< AuthenticationSASLContinue #1", "> SASLResponse #1",
                "< AuthenticationSASLFinal #1"});
}

TEST_CASE("GSS goes on with GSSContinue") {
    auto script = connected();
    script.client(10, frontend::startup()).server(20, backend::authentication(7));
    script.client(30, frontend::token("a")).server(40, backend::authentication(8, "more"));
    script.client(50, frontend::token("b")).server(60, backend::welcome());
    const auto told = play_split(script.close(70));
    CHECK(told.session().authentication == "gss");
    CHECK(told.sink->messages[4] == "> GSSResponse #1");
}

TEST_CASE("the lower version counts after negotiation") {
    const auto version = [](std::uint32_t asked, std::uint32_t offered) {
        auto script = connected();
        script.client(10, frontend::startup({{"user", "app"}, {"_pq_.grease", ""}}, asked));
        script.server(20, backend::negotiate(offered, {"_pq_.grease"}) + backend::welcome());
        const auto told = play_split(script.close(30));
        CHECK(told.sink->exchanges.size() == 1);
        CHECK(told.sink->malformed.empty());
        return *told.session().version;
    };
    CHECK(version(0x0003270f, 0x00030002) == ProtocolVersion{3, 2});
    CHECK(version(0x0003270f, 0x00030000) == ProtocolVersion{3, 0});
    CHECK(version(0x00030000, 0x00030002) == ProtocolVersion{3, 0});
    CHECK(version(0x00030002, 0) == ProtocolVersion{3, 0});
}

TEST_CASE("a start-up that fails") {
    auto script = connected();
    script.client(10, frontend::startup()).server(20, backend::authentication(3));
    script.client(30, frontend::password("x")).server(45, backend::error("28P01", "FATAL"));
    const auto told = play_split(script.close(50));
    CHECK(told.sink->exchanges ==
          Lines{"1 startup failed duration=35 transfer=25 service=15 28P01"});
    CHECK_FALSE(told.session().setup_time);
    CHECK(told.session().totals.errors == 1);
    CHECK(told.session().never_opened);
    CHECK(told.session().refusal == "28P01");
}

TEST_CASE("an error in an open session is no refusal of it") {
    auto script = ready_session();
    script.server(20, backend::error("28000", "FATAL"));
    const auto told = play_split(script.close(50));
    CHECK_FALSE(told.session().never_opened);
    CHECK(told.session().refusal.empty());
}

TEST_CASE("from the middle only an end for want of authorization tells that nothing opened") {
    Script script;
    script.open(0, false);
    SECTION("a login") {
        script.server(20, backend::error("28P01", "FATAL"));
        CHECK(play(script.close(50)).session().never_opened);
    }
    SECTION("any other end") {
        script.server(20, backend::error("57P01", "FATAL"));
        CHECK_FALSE(play(script.close(50)).session().never_opened);
    }
    SECTION("an error that ends nothing") {
        script.server(20, backend::error("28000", "ERROR") + backend::ready());
        CHECK_FALSE(play(script.close(50)).session().never_opened);
    }
}

TEST_CASE("a client that leaves when encryption is refused") {
    using pgoscope::tcp::CloseReason;
    auto script = connected();
    SECTION("TLS") {
        script.client(10, frontend::ssl_request()).server(12, "N");
        const auto told = play_split(script.close(50));
        CHECK(told.session().left_when_refused());
        CHECK(told.session().last_refused == Encryption::tls);
    }
    SECTION("GSSAPI, then TLS") {
        script.client(10, frontend::gssenc_request()).server(12, "N");
        script.client(14, frontend::ssl_request()).server(16, "N");
        const auto told = play_split(script.close(50));
        CHECK(told.session().left_when_refused());
        CHECK(told.session().last_refused == Encryption::tls);
    }
    SECTION("not: it goes on in clear") {
        script.client(10, frontend::ssl_request()).server(12, "N");
        script.client(14, frontend::startup()).server(16, backend::welcome());
        CHECK_FALSE(play_split(script.close(50)).session().left_when_refused());
    }
    SECTION("not: the capture ends") {
        script.client(10, frontend::ssl_request()).server(12, "N");
        CHECK_FALSE(play_split(script.close(50, CloseReason::end_of_capture))
                        .session()
                        .left_when_refused());
    }
}

TEST_CASE("a server that answers in the old style") {
    auto script = connected();
    script.client(10, frontend::startup()).server(20, std::string("Ecould not fork\n\0", 17));
    const auto told = play_split(script.close(50));
    CHECK(told.sink->messages.back() == "< ErrorResponse #1.");
    CHECK(told.sink->exchanges[0].starts_with("1 startup failed duration=10 first=10"));
    CHECK(told.sink->malformed.empty());
}

TEST_CASE("encryption refused: the start-up goes on in clear, one exchange") {
    auto script = connected();
    script.client(10, frontend::gssenc_request()).server(12, "N");
    script.client(14, frontend::ssl_request()).server(16, "N");
    script.client(18, frontend::startup()).server(30, backend::welcome());
    script.client(40, frontend::query("select 1"))
        .server(45, backend::result(1) + backend::ready());
    const auto told = play_split(script.close(50));
    CHECK(told.session().encryption == Encryption::none);
    CHECK(told.session().encryption_refused);
    CHECK(told.session().cleartext_injection == CleartextInjection::none);
    CHECK(Lines(told.sink->messages.begin(), told.sink->messages.begin() + 5) ==
          Lines{"> GSSENCRequest #1", "< GSSENCResponse #1", "> SSLRequest #1", "< SSLResponse #1",
                "> StartupMessage #1"});
    CHECK(told.sink->exchanges[0].starts_with("1 startup completed duration=20"));
    CHECK(told.sink->exchanges[1].starts_with("2 query completed duration=5 first=5"));
}

TEST_CASE("encryption accepted: the rest is counted and not read") {
    auto script = connected();
    script.client(10, frontend::ssl_request()).server(12, "S");
    script.client(14, client_hello_head).server(20, tls_bytes).client(30, tls_bytes);
    script.client_gap(31, 100);
    const auto told = play_split(script.close(50));
    CHECK(told.session().encryption == Encryption::tls);
    CHECK(told.session().recognition == Recognition::postgresql);
    CHECK(told.session().cleartext_injection == CleartextInjection::none);
    CHECK(told.accounting.encrypted_bytes == 24);
    CHECK(told.accounting.dissected_bytes == 9);
    CHECK(told.sink->exchanges ==
          Lines{"1 startup completed duration=2 first=2 transfer=0 service=2"});
    CHECK(told.sink->malformed.empty());
    CHECK(told.session().totals.missing_bytes == 100);
}

TEST_CASE("bytes in clear before the first token of GSSAPI") {
    auto script = connected();
    script.client(10, frontend::gssenc_request()).server(12, "G" + backend::error("00000"));
    script.client(14, wire::value("token"));
    const auto told = play_split(script.close(50));
    CHECK(told.session().cleartext_injection == CleartextInjection::backend);
}

TEST_CASE("a server that answers a ClientHello which is not in the capture injects nothing") {
    auto script = connected();
    script.client(10, frontend::ssl_request()).server(12, "S");
    script.server(20, tls_bytes).acknowledging(200).client_gap(30, 192).client(31, tls_bytes);
    const auto told = play(script.close(50));
    CHECK(told.session().cleartext_injection == CleartextInjection::none);
}

TEST_CASE("GSS encryption accepted") {
    auto script = connected();
    script.client(10, frontend::gssenc_request()).server(12, "G");
    script.client(14, wire::value("token")).server(20, wire::value("token"));
    const auto told = play_split(script.close(50));
    CHECK(told.session().encryption == Encryption::gss);
    CHECK(told.session().cleartext_injection == CleartextInjection::none);
    CHECK(told.accounting.encrypted_bytes == 18);
}

TEST_CASE("an error answers SSLRequest") {
    SECTION("with a length") {
        auto script = connected();
        script.client(10, frontend::ssl_request()).server(12, backend::error("53300", "FATAL"));
        const auto told = play_split(script.close(50));
        CHECK(told.sink->messages.back().starts_with("< ErrorResponse"));
        CHECK(told.sink->malformed.empty());
        CHECK(told.session().totals.errors == 1);
    }
    SECTION("in the old style") {
        auto script = connected();
        script.client(10, frontend::ssl_request()).server(12, std::string("Eno SSL\n\0", 9));
        const auto told = play_split(script.close(50));
        CHECK(told.sink->messages.back().starts_with("< ErrorResponse"));
        CHECK(told.sink->malformed.empty());
        CHECK(told.session().totals.errors == 1);
    }
}

TEST_CASE("bytes in clear before TLS are flagged") {
    SECTION("behind SSLRequest: CVE-2021-23214") {
        auto script = connected();
        script.client(10, frontend::ssl_request() + frontend::startup()).server(12, "S");
        script.client(14, client_hello_head);
        CHECK(play_split(script.close(50)).session().cleartext_injection ==
              CleartextInjection::frontend);
    }
    SECTION("between the answer and TLS") {
        auto script = connected();
        script.client(10, frontend::ssl_request()).server(12, "S");
        script.client(14, frontend::query("select 'injected'") + client_hello_head);
        CHECK(play_split(script.close(50)).session().cleartext_injection ==
              CleartextInjection::frontend);
    }
    SECTION("behind the server's answer: CVE-2021-23222") {
        auto script = connected();
        script.client(10, frontend::ssl_request()).server(12, "S" + backend::ok());
        script.client(14, client_hello_head);
        CHECK(play_split(script.close(50)).session().cleartext_injection ==
              CleartextInjection::backend);
    }
}

TEST_CASE("a ClientHello right behind SSLRequest is TLS, not another protocol") {
    auto script = connected();
    script.client(10, frontend::ssl_request() + client_hello_head).server(12, "S");
    script.client(14, client_hello_head);
    const auto told = play_split(script.close(50));
    CHECK(told.session().recognition == pgoscope::events::Recognition::postgresql);
    CHECK(told.session().encryption == pgoscope::events::Encryption::tls);
    CHECK(told.session().cleartext_injection == CleartextInjection::none);
}

TEST_CASE("a CancelRequest is joined by its key to the session that it cancels") {
    const auto key = GENERATE(as<std::string>(), "key!", "0123456789abcdef0123456789abcdef");
    Script script;
    script.open(0).client(2, frontend::startup()).server(10, backend::welcome(77, key));
    script.client(100, frontend::query("select pg_sleep(9)"));
    script.open(150).client(160, frontend::cancel_request(77, key)).close(170);
    script.on(0).server(175, backend::error("57014") + backend::ready());
    script.client(180, frontend::query("x"))
        .server(185, backend::error("57014") + backend::ready());
    const auto told = play_split(script.close(200));
    REQUIRE(told.sink->closed.size() == 2);
    const auto& cancel = told.session(0);
    CHECK(cancel.is_cancel);
    CHECK(cancel.cancels_session == 1U);
    CHECK(cancel.process_id == 77U);
    CHECK(told.sink->since_cancel == 15);
    CHECK(told.session(1).cancel_requests == 1);
    CHECK(std::count(told.sink->exchanges.begin(), told.sink->exchanges.end(),
                     "1 cancel completed duration=10 service=10") == 1);
    CHECK(told.sink->exchanges[2].starts_with("2 query failed duration=75"));
}

TEST_CASE("a CancelRequest with another key or process cancels nobody seen") {
    Script script;
    script.open(0).client(2, frontend::startup()).server(10, backend::welcome(77, "key!"));
    script.open(150).client(160, frontend::cancel_request(77, "yek!")).close(170);
    script.open(151).client(161, frontend::cancel_request(78, "key!")).close(171);
    script.on(0).close(180);
    script.open(190).client(191, frontend::cancel_request(77, "key!")).close(192);
    const auto told = play_split(script);
    for (const auto index : {0U, 1U, 3U}) {
        CHECK(told.session(index).is_cancel);
        CHECK_FALSE(told.session(index).cancels_session);
        CHECK_FALSE(told.session(index).process_id);
    }
    CHECK(told.session(2).cancel_requests == 0);
}

TEST_CASE("a CancelRequest shows no process that its session does not have") {
    constexpr std::uint32_t beyond_processes = 2'308'202'942;
    Script script;
    script.open(0).client(2, frontend::startup());
    script.server(10, backend::welcome(beyond_processes, "key!"));
    script.open(150).client(160, frontend::cancel_request(beyond_processes, "key!")).close(170);
    script.on(0).close(180);
    const auto told = play_split(script);
    CHECK(told.session(0).cancels_session == 1U);
    CHECK_FALSE(told.session(0).process_id);
    CHECK_FALSE(told.session(1).process_id);
}

TEST_CASE("a pooler that hands a key out again gives it to the newest session") {
    Script script;
    script.open(0).client(2, frontend::startup()).server(10, backend::welcome(7, "key!"));
    script.open(20).client(22, frontend::startup()).server(30, backend::welcome(7, "key!"));
    script.on(0).close(40);
    script.open(50).client(51, frontend::cancel_request(7, "key!")).close(60);
    script.on(1).close(70);
    CHECK(play_split(script).session(1).cancels_session == 2U);
}

TEST_CASE("a start-up packet that lies about itself") {
    SECTION("no terminator") {
        auto script = connected();
        script.client(10, wire::first_packet(0x00030000, wire::text("user") + "app"));
        const auto told = play_split(script.close(20));
        CHECK(told.sink->malformed.size() == 1);
    }
    SECTION("a length that no start-up packet has") {
        auto script = connected();
        script.client(10, wire::i32(10'005) + wire::i32(0x00030000) + "user");
        const auto told = play_split(script.close(20));
        CHECK(told.sink->malformed.empty());
        CHECK(told.accounting.skipped(SkipReason::not_postgresql) == 12);
    }
}
