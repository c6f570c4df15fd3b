#include <catch2/catch.hpp>

#include "conversation.h"

namespace {

using pgoscope::events::ExchangeKind;
using pgoscope::events::ExchangeOutcome;
using pgoscope::events::MessageName;
using pgoscope::events::SkipReason;

const std::string complete = message('C', text("OK"));

}  // namespace

TEST_CASE("a server is named by its parameters") {
    Conversation talk;
    talk.client(startup({"user", "root"})).server(authentication_ok);
    SECTION("PostgreSQL") {
        talk.server(status("server_version", "15.5") + ready);
        CHECK(talk.server_kind == "PostgreSQL");
    }
    SECTION("CockroachDB, whatever version it claims") {
        talk.server(status("server_version", "13.0.0") + status("crdb_version", "23.1") + ready);
        CHECK(talk.server_kind == "CockroachDB");
    }
    SECTION("a console that gives no key") {
        talk.server(status("server_version", "1.3 (git 1a2b)") +
                    status("client_encoding", "UTF-8"));
        CHECK(talk.server_kind == "PostgreSQL");
        talk.server(ready);
        CHECK(talk.server_kind == "Odyssey");
    }
    SECTION("not by what a client sets later") {
        talk.server(status("server_version", "15.5") + ready);
        talk.server(status("crdb_version", "23.1"));
        CHECK(talk.server_kind == "PostgreSQL");
    }
}

namespace {

const std::string greenplum_version =
    "PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build commit:9b) on x86_64-unknown-linux-gnu";

std::string column(std::string_view name) {
    return text(name) + std::string(6, '\0') + number(25, 4) + number(0xffff, 2) +
           number(0xffffffff, 4) + number(0, 2);
}
std::string one_row(std::string_view name, std::string_view cell) {
    return message('T', number(1, 2) + column(name)) + message('D', number(1, 2) + value(cell));
}

}  // namespace

TEST_CASE("Greenplum is named by what its version() returns") {
    Conversation talk;
    talk.client(startup({"user", "gpadmin"}));
    talk.server(authentication_ok + status("server_version", "9.4.26") + ready);
    REQUIRE(talk.server_kind == "PostgreSQL");
    const auto answer = one_row("version", greenplum_version) + complete + ready;
    SECTION("asked with Query") {
        const auto sql = GENERATE(as<std::string>{}, "select version()", "SELECT VERSION();",
                                  "SELECT pg_catalog.version() -- which?");
        talk.client(message('Q', text(sql))).server(answer);
    }
    SECTION("asked in the middle of a Query") {
        talk.client(message('Q', text("select 1; select version(); select 2")));
        talk.server(one_row("?column?", "1") + complete + one_row("version", greenplum_version) +
                    complete + one_row("?column?", "2") + complete + ready);
    }
    SECTION("asked with Parse") {
        talk.client(message('P', text("") + text("select version()") + number(0, 2)) +
                    message('D', text("S")) + message('B', text("") + text("") + number(0, 6)) +
                    message('E', text("") + number(0, 4)) + message('S'));
        talk.server(message('1') + message('t', number(0, 2)) +
                    message('T', number(1, 2) + column("version")) + message('2') +
                    message('D', number(1, 2) + value(greenplum_version)) + complete + ready);
    }
    CHECK(talk.server_kind == "Greenplum");
    // A client's link is PostgreSQL's protocol.
    talk.client(message('Q', text("select 1"))).server(one_row("a", "1") + complete + ready);
    CHECK(talk.exchanges.back().outcome == ExchangeOutcome::completed);
    CHECK(talk.malformed == 0);
}

TEST_CASE("what looks like a mark in the rows of an application is none") {
    Conversation talk;
    talk.client(startup({"user", "app"}));
    talk.server(authentication_ok + status("server_version", "15.5") + ready);
    const auto sql = GENERATE(as<std::string>{}, "select note from t", "select 'x' as version",
                              "select version from t", "select version(), note from t");
    const auto note = GENERATE(as<std::string>{}, greenplum_version, "CockroachDB", "crdb_version",
                               "padb_version", "1.18.0/bouncer", "11.2-YB-2.17.3.0-b0",
                               "14.0 (VibeSQL)", "QuestDB", "HPRCPY", "mz_version");
    talk.client(message('Q', text(sql)));
    talk.server(one_row("version", note) + complete + ready);
    talk.client(message('Q', text("select version()")));
    talk.server(one_row("version", "PostgreSQL 15.5 on x86_64") +
                message('N', "SNOTICE\0M" + text(note) + '\0') + complete + ready);
    talk.server(status("application_name", note));
    talk.client(message('Q', text("copy t from stdin")));
    talk.server(message('G', number(0, 1) + number(0, 2)));
    talk.client(message('d', note + '\n') + message('c')).server(complete + ready);
    CHECK(talk.server_kind == "PostgreSQL");
    CHECK(talk.malformed == 0);
}

TEST_CASE("Hyper is named by its format, whoever asks for it first") {
    Conversation talk;
    talk.client(startup({"user", "tableau"}));
    talk.server(authentication_ok + status("server_version", "0.0.19038") +
                status("TimeZone", "UTC") + ready);
    REQUIRE(talk.server_kind.empty());
    SECTION("the client, for its results") {
        talk.client(
            message('B', text("") + text("s") + number(0, 4) + number(1, 2) + number(2, 2)));
    }
    SECTION("the server, describing them") {
        talk.client(message('Q', text("select 1")));
        auto described = one_row("a", "1");
        described[described.find('D') - 1] = '\2';
        talk.server(described);
    }
    CHECK(talk.server_kind == "Tableau Hyper");
}

TEST_CASE("a process is told where the key's first word is one, not where it is a secret") {
    const auto key = [](std::uint32_t first_word) {
        return message('K', number(first_word, 4) + number(99, 4));
    };
    Conversation talk;
    talk.client(startup({"user", "root"})).server(authentication_ok);
    SECTION("PostgreSQL") {
        talk.server(status("server_version", "15.5") + key(4711) + ready);
        CHECK(talk.process_id == 4711U);
    }
    SECTION("no process has such a number: a pooler's, with the parameters of its server") {
        talk.server(status("server_version", "15.5") + key(2'308'202'942) + ready);
        CHECK_FALSE(talk.process_id);
    }
    SECTION("a console of PgBouncer") {
        talk.server(status("server_version", "1.18.0/bouncer") + key(4711) + ready);
        CHECK_FALSE(talk.process_id);
    }
    SECTION("CockroachDB") {
        talk.server(status("crdb_version", "23.1") + key(1'051'147) + ready);
        CHECK_FALSE(talk.process_id);
    }
    SECTION("CockroachDB, which says so behind its key") {
        talk.server(status("server_version", "13.0.0") + key(1'051'147));
        talk.server(status("crdb_version", "23.1") + ready);
        CHECK_FALSE(talk.process_id);
    }
    SECTION("a server that has not told what it is, until it has") {
        talk.server(key(4711));
        CHECK_FALSE(talk.process_id);
        talk.server(status("server_version", "15.5") + ready);
        CHECK(talk.process_id == 4711U);
    }
    SECTION("a number of the server's own") {
        talk.server(status("padb_version", "1.0") + key(1'073'906'958) + ready);
        CHECK(talk.process_id == 1'073'906'958U);
    }
}

TEST_CASE("answers to Redshift's authentication requests are not COPY data") {
    Conversation talk;
    talk.client(startup({"user", "awsuser"}));
    SECTION("digest") {
        talk.server(message('R', number(13, 4) + number(0, 4) + value("salt") + value("nonce")));
        talk.client(message('d', value("digest") + value("nonce")));
        CHECK(talk.messages.back().name == MessageName::RedshiftDigestResponse);
        CHECK(talk.authentication == "digest");
    }
    SECTION("digest, whose request is not in the capture but whose driver told itself") {
        Conversation other;
        other.client(startup({"user", "awsuser", "client_protocol_version", "1"}));
        other.client(message('d', value("digest") + value("nonce")));
        CHECK(other.messages.back().name == MessageName::RedshiftDigestResponse);
        return;
    }
    SECTION("digest, of which nothing else is in the capture") {
        Conversation other;
        other.client(startup({"user", "awsuser"}));
        other.client(message('d', value("digest") + value("nonce")));
        CHECK(other.messages.back().name == MessageName::RedshiftDigestResponse);
        Conversation joined(Conversation::Beginning::in_the_middle);
        joined.client(message('d', value(std::string(32, 'h')) + value("nonce")));
        CHECK(joined.messages.back().name == MessageName::RedshiftDigestResponse);
        Conversation copying(Conversation::Beginning::in_the_middle);
        copying.client(message('d', "1\tone\n"));
        CHECK(copying.messages.back().name == MessageName::CopyData);
        return;
    }
    SECTION("token") {
        talk.server(message('R', number(14, 4)));
        talk.client(message('i', "token"));
        CHECK(talk.messages.back().name == MessageName::RedshiftIdpResponse);
        CHECK(talk.authentication == "idp");
    }
    CHECK(talk.messages.back().exchange == 1U);
    CHECK(talk.malformed == 0);

    talk.server(authentication_ok + ready);
    talk.client(message('d', "rows"));
    CHECK(talk.messages.back().name == MessageName::CopyData);
}

TEST_CASE("Redshift's RowDescription is extended when the server says so") {
    Conversation talk;
    talk.client(startup({"user", "awsuser"}));
    const std::string plain = text("id") + number(0, 6) + number(23, 4) + number(4, 2) +
                              number(0xffffffff, 4) + number(0, 2);
    const auto origin = text("public") + text("sales") + text("id") + text("dev") + number(1, 2);
    const auto version = GENERATE(std::string("0"), std::string("1"));
    talk.server(authentication_ok + status("server_protocol_version", version) + ready);
    talk.client(message('Q', text("select id from sales")));
    talk.server(message('T', number(1, 2) + plain + (version == "1" ? origin : "")));
    CHECK(talk.messages.back().name == MessageName::RowDescription);
    CHECK(talk.messages.back().in_dialect == (version == "1"));
    CHECK(talk.messages.back().exchange == 2U);
    CHECK(talk.malformed == 0);
}

TEST_CASE("a step of a distributed transaction is an exchange without SQL") {
    Conversation talk;
    talk.client(startup({"user", "gpadmin", "gpqeid", "1"})).server(authentication_ok + ready);
    talk.exchanges.clear();
    talk.client(message('T', number(3, 4) + value("Prepare") + value("gid") + value("")));
    talk.server(complete + message('x', "\x01") + ready);
    REQUIRE(talk.exchanges.size() == 1);
    CHECK(talk.exchanges[0].kind == ExchangeKind::internal);
    CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
    CHECK(talk.malformed == 0);
}

TEST_CASE("a request that only ReadyForQuery answers is complete with it") {
    Conversation talk;
    talk.client(startup({"user", "yugabyte"}))
        .server(authentication_ok + status("server_version", "11.2-YB-2.17") + ready);
    talk.exchanges.clear();
    talk.client(message('s', number(17, 4))).server(status("TimeZone", "UTC") + ready);
    REQUIRE(talk.exchanges.size() == 1);
    CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
}

TEST_CASE("behind Odyssey's acknowledgment nothing is dissected") {
    Conversation talk;
    talk.client(startup({"user", "app", "compression", "zstd"})).server(message('z', "z"));
    REQUIRE(talk.messages.back().name == MessageName::CompressionAck);
    CHECK(talk.server_kind == "Odyssey");
    talk.server("opaque").client("bytes");
    talk.close();
    CHECK(talk.accounting().skipped(SkipReason::compressed) == 11);
    CHECK(talk.malformed == 0);
}

TEST_CASE("a type byte of a dialect means nothing to other servers") {
    Conversation talk;
    talk.client(startup({"user", "app"}))
        .server(authentication_ok + status("server_version", "15.5") + ready);
    talk.server(message('z', "z"));
    CHECK(talk.messages.back().name == MessageName::Unknown);
    CHECK_FALSE(talk.messages.back().in_dialect);
}

TEST_CASE("Hyper is told from its format where the start-up was not seen") {
    Conversation talk(Conversation::Beginning::in_the_middle);
    const auto format = GENERATE(1U, 2U);
    talk.client(message('Q', text("select id from sale")));
    talk.server(message('T', number(1, 2) + text("id") + number(0, 6) + number(23, 4) +
                                 number(4, 2) + number(0xffffffff, 4) + number(format, 2)) +
                complete + ready);
    CHECK(talk.server_kind == (format == 2 ? "Tableau Hyper" : ""));
}

TEST_CASE("a session without its handshake begins at its start-up packet") {
    Conversation talk(Conversation::Beginning::in_the_middle);
    talk.client(number(8, 4) + number(80877103, 4)).server("N");
    talk.client(startup({"user", "root", "gpqeid", "1;2"}));
    talk.server(authentication_ok + ready);
    CHECK(talk.messages.size() == 5);
    CHECK(talk.server_kind == "Greenplum");
    CHECK(talk.accounting().skipped(SkipReason::resynchronisation) == 0);
}

TEST_CASE("messages that no other system has give a session away in its middle") {
    Conversation talk(Conversation::Beginning::in_the_middle);
    SECTION("VibeSQL pushes an update") {
        talk.server(message('\xf4', std::string(16, 'i') + number(1, 2)));
        CHECK(talk.server_kind == "VibeSQL");
    }
    SECTION("Greenplum's dispatcher goes on with a transaction") {
        talk.client(message(
            'T', number(4, 4) + value("Distributed Commit") + value("gid-1") + value("context")));
        CHECK(talk.messages.back().name == MessageName::DtxProtocolCommand);
        CHECK(talk.server_kind == "Greenplum");
    }
    SECTION("Redshift says where a column comes from") {
        talk.server(message('T', number(1, 2) + text("id") + std::string(18, '\0') +
                                     text("public") + text("sales") + text("id") + text("dev") +
                                     number(1, 2)));
        CHECK(talk.messages.back().name == MessageName::RowDescription);
        CHECK(talk.messages.back().in_dialect);
        CHECK(talk.server_kind == "Amazon Redshift");
    }
    CHECK(talk.accounting().skipped(SkipReason::resynchronisation) == 0);
}
