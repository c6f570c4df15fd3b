// Which system is recognized by what it tells at start-up; the parameters are those that the real
// ones send.

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "wire.h"

using pgoscope::Bytes;
using namespace pgoscope::dissectors;

namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

/// What was said at the start of one session.
struct Start {
    Pairs asked;
    Pairs told;
    bool key = true;
    std::uint32_t secret = 0x5eed1234;
};

DialectMarks learn(const Start& start) {
    DialectMarks marks;
    for (const auto& [name, value] : start.asked)
        marks.startup_parameter(name, value);
    for (const auto& [name, value] : start.told)
        marks.parameter_status(name, value);
    const Wire key = Wire().u32(start.secret);
    if (start.key) marks.backend_key(key.bytes());
    marks.ready();
    return marks;
}

std::string_view product(const Start& start) {
    return to_string(learn(start).kind());
}

Pairs postgresql(std::string_view version) {
    return {{"application_name", "psql"},     {"client_encoding", "UTF8"},
            {"DateStyle", "ISO, MDY"},        {"default_transaction_read_only", "off"},
            {"in_hot_standby", "off"},        {"integer_datetimes", "on"},
            {"IntervalStyle", "postgres"},    {"is_superuser", "off"},
            {"server_encoding", "UTF8"},      {"server_version", version},
            {"session_authorization", "app"}, {"standard_conforming_strings", "on"},
            {"TimeZone", "Etc/UTC"}};
}

Pairs with(Pairs pairs, std::string_view name, std::string_view value) {
    for (auto& pair : pairs)
        if (pair.first == name) {
            pair.second = value;
            return pairs;
        }
    pairs.emplace_back(name, value);
    return pairs;
}

const Pairs app{{"user", "app"}, {"database", "orders"}};

}  // namespace

TEST_CASE("each system by what it tells") {
    CHECK(product({app, postgresql("15.20 (Debian 15.20-0+deb12u1)")}) == "PostgreSQL");
    CHECK(product({app,
                   {{"client_encoding", "UTF8"},
                    {"server_version", "13.0.0"},
                    {"session_authorization", "root"},
                    {"crdb_version", "CockroachDB CCL v23.1.11"},
                    {"is_superuser", "on"}}}) == "CockroachDB");
    CHECK(product({app,
                   {{"server_version", "8.0.2"},
                    {"server_encoding", "UNICODE"},
                    {"client_encoding", "UNICODE"},
                    {"DateStyle", "ISO, MDY"},
                    {"padb_version", "1.0.68205"},
                    {"server_protocol_version", "2"}}}) == "Amazon Redshift");
    CHECK(product({{{"user", "gpadmin"}, {"database", "db"}, {"gpqeid", "12;0;3;true;0"}},
                   postgresql("9.4.26")}) == "Greenplum");
    CHECK(product({app, postgresql("11.2-YB-2.17.3.0-b0")}) == "YugabyteDB");
    CHECK(product({app, postgresql("15.2-YB-2.25.0.0-b0")}) == "YugabyteDB");
    CHECK(product({app,
                   {{"application_name", "psql"},
                    {"client_encoding", "UTF8"},
                    {"cluster", "quickstart"},
                    {"cluster_replica", ""},
                    {"database", "materialize"},
                    {"search_path", "public"},
                    {"server_version", "9.5.0"},
                    {"TimeZone", "UTC"}}}) == "Materialize");
    CHECK(product({app, with(postgresql("9.5.0"), "mz_version", "v0.27.0 (abcdef)")}) ==
          "Materialize");
    CHECK(product({app,
                   {{"crate_version", "5.4.0"},
                    {"server_version", "14.0"},
                    {"server_encoding", "UTF8"},
                    {"client_encoding", "UTF8"},
                    {"datestyle", "ISO"},
                    {"TimeZone", "UTC"}}}) == "CrateDB");
    CHECK(product({app,
                   {{"TimeZone", "GMT"},
                    {"application_name", "QuestDB"},
                    {"server_version", "11.3"},
                    {"integer_datetimes", "on"},
                    {"client_encoding", "UTF8"}}}) == "QuestDB");
    CHECK(product({app,
                   {{"TimeZone", "GMT"},
                    {"application_name", "QuestDB"},
                    {"server_version", "11.3"},
                    {"questdb_version", "8.1.0"}}}) == "QuestDB");
    CHECK(product({{{"user", "app"}, {"database", "pgbouncer"}},
                   {{"server_version", "1.18.0/bouncer"},
                    {"client_encoding", "UTF8"},
                    {"server_encoding", "UTF8"},
                    {"DateStyle", "ISO"},
                    {"TimeZone", "GMT"},
                    {"standard_conforming_strings", "on"},
                    {"is_superuser", "on"}}}) == "PgBouncer");
    CHECK(product({{{"user", "console"}, {"database", "console"}},
                   {{"server_version", "1.3 (git 1a2b3c4)"},
                    {"server_encoding", "UTF-8"},
                    {"client_encoding", "UTF-8"},
                    {"DateStyle", "ISO"},
                    {"TimeZone", "GMT"}},
                   false}) == "Odyssey");
    CHECK(product({{{"user", "admin"}, {"database", "pgcat"}},
                   {{"client_encoding", "UTF8"},
                    {"server_encoding", "UTF8"},
                    {"server_version", "1.1.1"},
                    {"DateStyle", "ISO, MDY"}}}) == "PgCat");
    CHECK(product({{{"user", "admin"}, {"database", "pgbouncer"}},
                   {{"server_version", "0.6.0-alpha1"}}}) == "PgCat");
    CHECK(product({app,
                   {{"server_version", "14.0 (VibeSQL)"},
                    {"server_encoding", "UTF8"},
                    {"client_encoding", "UTF8"},
                    {"DateStyle", "ISO, MDY"},
                    {"TimeZone", "UTC"}},
                   true,
                   12345}) == "VibeSQL");
    CHECK(product({{{"user", "tableau_internal_user"}, {"result_format_code", "HyperBinary"}},
                   {{"server_version", "0.0.19038"}, {"session_identifier", "A1B2"}}}) ==
          "Tableau Hyper");
}

TEST_CASE("what looks like another system and is PostgreSQL") {
    CHECK(product({app, postgresql("8.0.2")}) == "PostgreSQL");   // Redshift's version
    CHECK(product({app, postgresql("8.3.23")}) == "PostgreSQL");  // Greenplum's versions
    CHECK(product({app, postgresql("9.4.26")}) == "PostgreSQL");
    CHECK(product({app, postgresql("12.12")}) == "PostgreSQL");
    CHECK(product({app, postgresql("11.2")}) == "PostgreSQL");  // YugabyteDB's
    CHECK(product({app, postgresql("14.0")}) == "PostgreSQL");  // CrateDB's
    CHECK(product({app, postgresql("17devel (git 1a2b3c4)")}) == "PostgreSQL");
    CHECK(product({app, with(postgresql("15.20"), "TimeZone", "GMT")}) == "PostgreSQL");
    // A client that calls itself QuestDB.
    CHECK(product({{{"user", "app"}, {"application_name", "QuestDB"}},
                   with(with(postgresql("15.20"), "TimeZone", "GMT"), "application_name",
                        "QuestDB")}) == "PostgreSQL");
    // A database of a pooler's name.
    CHECK(product({{{"user", "app"}, {"database", "pgcat"}}, postgresql("15.20")}) == "PostgreSQL");
    CHECK(product({{{"user", "app"}, {"database", "pgbouncer"}}, postgresql("9.6.24")}) ==
          "PostgreSQL");
    // One of Materialize's parameters alone.
    CHECK(product({app, with(postgresql("18.0"), "search_path", "\"$user\", public")}) ==
          "PostgreSQL");
    CHECK(product({app, with(postgresql("15.20"), "cluster", "main")}) == "PostgreSQL");
    // VibeSQL's key by chance.
    CHECK(product({app, postgresql("15.20"), true, 12345}) == "PostgreSQL");
    // A dialect's words in values are no marks.
    CHECK(product({app, with(postgresql("15.20"), "application_name", "crdb_version")}) ==
          "PostgreSQL");
}

TEST_CASE("a data connection of PgBouncer is that of the server behind it") {
    CHECK(product({app, postgresql("15.20"), true, 0x00ffee11}) == "PostgreSQL");
    CHECK(product({app, postgresql("11.2-YB-2.17.3.0-b0"), true, 0x00ffee11}) == "YugabyteDB");
}

TEST_CASE("marks that stand alone") {
    CHECK(product({app, with(postgresql("14.0"), "crate_version", "5.4.0")}) == "CrateDB");
    CHECK(product({app, {{"server_version", "14.0"}, {"datestyle", "ISO"}}}) == "CrateDB");
    CHECK(product({app, {{"server_version", "15.1"}, {"datestyle", "ISO"}}}) == "PostgreSQL");
    CHECK(product({app, with(postgresql("15.1"), "questdb_version", "8.1")}) == "QuestDB");
    CHECK(product({app, with(postgresql("15.1"), "padb_version", "1")}) == "Amazon Redshift");
    CHECK(product({app, with(postgresql("15.1"), "server_protocol_version", "2")}) ==
          "Amazon Redshift");
    CHECK(product({app, with(postgresql("9.5.0"), "session_identifier", "A1")}) == "Tableau Hyper");
    // No server of this version speaks protocol 3.0: Hyper's, which its format may yet tell.
    CHECK(product({app, {{"server_version", "0.0.19038"}, {"TimeZone", "UTC"}}}).empty());
}

TEST_CASE("what version() returns") {
    const auto told = [](std::string_view text) {
        auto marks = learn({app, postgresql("9.4.26")});
        marks.version_text(text);
        return to_string(marks.kind());
    };
    CHECK(told("PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build commit:9b3) on x86_64") ==
          "Greenplum");
    CHECK(told("PostgreSQL 14.4 (Cloudberry Database 1.5.4 build 1) on x86_64") == "Greenplum");
    CHECK(told("PostgreSQL 14.4 (Apache Cloudberry 2.0.0 build 1) on x86_64") == "Greenplum");
    CHECK(told("PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu") == "PostgreSQL");
    CHECK(told("a note (Greenplum Database 6)") == "PostgreSQL");
}

TEST_CASE("Odyssey's console needs all of its marks") {
    const Pairs console{{"server_version", "1.3 (git 1a2b3c4)"}, {"server_encoding", "UTF-8"}};
    CHECK(product({{}, console, false}) == "Odyssey");
    CHECK(product({{}, console, true}) == "PostgreSQL");
    CHECK(product({{}, with(console, "server_encoding", "UTF8"), false}) == "PostgreSQL");
    DialectMarks unfinished;
    for (const auto& [name, value] : console)
        unfinished.parameter_status(name, value);
    CHECK(unfinished.kind() == ServerKind::postgresql);  // the key may yet come
}

TEST_CASE("nothing said is nothing known") {
    CHECK(DialectMarks().kind() == ServerKind::unknown);
    CHECK(product({}).empty());
    CHECK(product({app, {}}).empty());
}

TEST_CASE("the client's hint holds until the server names itself") {
    DialectMarks marks;
    marks.startup_parameter("client_protocol_version", "2");
    CHECK(marks.kind() == ServerKind::redshift);
    marks.parameter_status("server_version", "8.0.2");
    CHECK(marks.kind() == ServerKind::redshift);
    marks.parameter_status("crdb_version", "v23");
    CHECK(marks.kind() == ServerKind::cockroachdb);
}

TEST_CASE("requests and messages that one system alone has are proof") {
    DialectMarks redshift;
    redshift.authentication(10);
    CHECK(redshift.kind() == ServerKind::unknown);
    redshift.authentication(13);
    CHECK(redshift.kind() == ServerKind::redshift);

    DialectMarks vibesql;
    vibesql.parameter_status("server_version", "15.20");
    vibesql.proven(kind_of_tag(Direction::backend, 0xF2));
    CHECK(vibesql.kind() == ServerKind::vibesql);
}

TEST_CASE("VibeSQL's key tells where the parameters are missing") {
    CHECK(product({{}, {}, true, 12345}) == "VibeSQL");
    CHECK(product({{}, {}, true, 12346}).empty());
    DialectMarks longer;
    const Wire key = Wire().u32(12345).u32(0);
    longer.backend_key(key.bytes());
    CHECK(longer.kind() == ServerKind::unknown);
}
