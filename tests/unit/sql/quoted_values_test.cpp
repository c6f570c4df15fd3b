#include "analyzer/sql/quoted_values.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

namespace sql = pgoscope::sql;

namespace {

/// A request and what the server says to it.
struct Case {
    std::string_view request = {};
    std::string_view message = {};
    std::string_view sqlstate = "42P01";
    std::string_view routine = {};
    std::string_view name = {};    ///< that a field tells
    std::string_view before = {};  ///< the request before
    bool known = true;
};

std::string shown(const Case& given) {
    sql::Literals own(100'000);
    own.add_sql(given.request, {});
    sql::Literals recent(100'000);
    recent.add_sql(given.before, {});
    const std::array<std::string_view, 1> names{given.name};
    const sql::ServerMessage message{.text = given.message,
                                     .sqlstate = given.sqlstate,
                                     .routine = given.routine,
                                     .names = names};
    return sql::without_ranges(given.message,
                               sql::quoted_values(message, given.known ? &own : nullptr, recent));
}

}  // namespace

TEST_CASE("what a message quotes of a constant is hidden, however the server writes it") {
    const auto [request, message,
                expected] = GENERATE(table<std::string_view, std::string_view, std::string_view>({
        {"select 'S3CR3T'::regclass", "relation \"s3cr3t\" does not exist",
         "relation \"redacted\" does not exist"},
        {"select 'a.S3CR3T'::regclass", "relation \"a.s3cr3t\" does not exist",
         "relation \"redacted\" does not exist"},
        {"select '\"A b\".\"C\"'::regclass", "relation \"A b.C\" does not exist",
         "relation \"redacted\" does not exist"},
        {"copy t from '/srv/S3CR3T'", "could not open file \"/srv/S3CR3T\" for reading: no",
         "could not open file \"redacted\" for reading: no"},
        {"select x('S3CR3T')", "invalid thing: \"S3\"", "invalid thing: \"redacted\""},
        {"select x('S3CR3T')", "thing \"of S3CR3T\" failed", "thing \"redacted\" failed"},
        {"select x('a S3CR3T b')", "thing \"/s3cr3t/c\" failed", "thing \"redacted\" failed"},
        {"select x('S\"3\"C')", "thing \"S\"3\"C\" and \"d\" failed", "thing \"redacted\" failed"},
        {"select x(12345)", "value \"12345\" of 12345", "value \"redacted\" of redacted"},
        {"select x('S3CR3T')", "option: S3CR3T, S3CR3Ts", "option: redacted, S3CR3Ts"},
        {"select x('S3CR3T')", "S3CR3T", "redacted"},
        {"select x('S3CR3T')", "\u540dS3CR3T\u306f\u4e0d\u6b63",
         "\u540dredacted\u306f\u4e0d\u6b63"},
        {"set x = S3CR3T", "thing \"s3cr3t\" failed", "thing \"redacted\" failed"},
        {"do $$ begin execute 'select ''S3CR3T'''; end $$", "thing \"S3CR3T\": s3cr3t",
         "thing \"redacted\": redacted"},
    }));
    CHECK(shown({.request = request, .message = message}) == expected);
}

TEST_CASE("what the session said before is hidden as well") {
    CHECK(shown({.request = "execute p",
                 .message = "could not open \"S3CR3T\" of p",
                 .before = "prepare p as select 'S3CR3T'"}) == "could not open \"redacted\" of p");
}

TEST_CASE("names stay, and what has to do with no constant") {
    const auto [request, message] = GENERATE(table<std::string_view, std::string_view>({
        {"select 'S3CR3T' from Accounts", "relation \"accounts\" does not exist"},
        {"select 'S3CR3T' from s.Accounts", "relation \"s.accounts\" does not exist"},
        {"select 'accounting' from \"Accounts\"", "relation \"Accounts\" does not exist"},
        {"select 'S3CR3T'", "relation \"behind_a_view\" does not exist"},
        {"select 'S3CR3T'", "function f(unknown) does not exist"},
        {"insert into t values ('abcd')", "column abcde is missing"},
        {"insert into t values ('ller')", "column M\u00fcller is missing"},
        {"select 'on'", "syntax on line 3"},
        {"select 'S3CR3T'", "can't do it"},
        {"select 'S3CR3T'", "\"\""},
        {"select 'S3CR3T'", "open \""},
        {"select 'S3CR3T'", ""},
    }));
    CHECK(shown({.request = request, .message = message}) == message);
}

TEST_CASE("a name that is a constant of the same request is hidden") {
    CHECK(shown({.request = "select x('t') from t", .message = "no \"t\" here"}) ==
          "no \"redacted\" here");
}

TEST_CASE("data exceptions quote what may come from a row") {
    const auto sqlstate = GENERATE("22P02", "23505", "42601", "P0002", "38000");
    const auto told = [&](std::string_view message, std::string_view name = {}) {
        return shown({.request = "select a::int, 'S3CR3T' from t",
                      .message = message,
                      .sqlstate = sqlstate,
                      .routine = "f",
                      .name = name});
    };
    CHECK(told("invalid: \"row\"") == "invalid: \"redacted\"");
    CHECK(told("invalid: \"r\"o\"w\" in x") == "invalid: \"redacted\" in x");
    CHECK(told("in \"T\" of \"t\": \"row\"") == "in \"redacted\"");
    CHECK(told("in \"t\": \"row\"") == "in \"t\": \"redacted\"");
    CHECK(told("in \"key\": \"row\"", "key") == "in \"key\": \"redacted\"");
    CHECK(told("in \"S3CR3T\" of \"t\"") == "in \"redacted\" of \"t\"");
}

TEST_CASE("the type that a translation quotes before its value stays") {
    const bool known = GENERATE(true, false);
    const auto told = [&](std::string_view message, std::string_view request) {
        return shown({.request = request, .message = message, .sqlstate = "22P02", .known = known});
    };
    constexpr std::string_view request = "select 'S3CR3T'::int";
    CHECK(told("\"integer\"型の入力構文が不正です: \"S3CR3T\"", request) ==
          "\"integer\"型の入力構文が不正です: \"redacted\"");
    CHECK(told("«integer»: «row\"»", request) == "«integer»: «redacted»");
    CHECK(told("\"mood\": \"row\"", request) == "\"redacted\"");
    // The value may be such a name itself.
    CHECK(told("invalid input: \"integer\"", request) == "invalid input: \"redacted\"");
    if (known) {
        CHECK(told("in \"date\": \"row\"", "select a::mood, 'date' from t") ==
              "in \"redacted\": \"redacted\"");
    }
}

TEST_CASE("a setting's name stays in whatever case it is written") {
    CHECK(shown({.request = "set timezone = 'S3CR3T'",
                 .message = "invalid value for parameter \"TimeZone\": \"S3CR3T\"",
                 .sqlstate = "22023"}) == "invalid value for parameter \"TimeZone\": \"redacted\"");
}

TEST_CASE("where the request is not known, all is hidden that no field names") {
    const auto told = [](std::string_view message, std::string_view sqlstate = "42P01") {
        return shown({.message = message, .sqlstate = sqlstate, .name = "acct", .known = false});
    };
    CHECK(told("relation \"x\" does not exist") == "relation \"redacted\" does not exist");
    CHECK(told("\"acct\" has \"a\"b\", not \"c\".") == "\"acct\" has \"redacted\".");
    CHECK(told("deadlock detected", "40P01") == "deadlock detected");
    // The server does not quote every value.
    CHECK(told("invalid value for integer option \"acct\": S3CR3T", "22023") ==
          "invalid value for integer option \"acct\": redacted");
    CHECK(told("setval: value 7651076 is out of bounds for \"acct\" ($1)", "22003") ==
          "setval: value redacted is out of bounds for \"acct\" ($1)");
    CHECK(told("could not open file \"x\": No such file", "58P01") ==
          "could not open file \"redacted\": No such file");
    CHECK(told("Relation 'x' is not there", "") == "Relation 'redacted' is not there");
}

TEST_CASE("a request that is not all known counts as not known") {
    sql::Literals own(40);
    own.add_sql("select 'a', 'b' from accounts", {});
    const sql::ServerMessage message{
        .text = "no \"other\"", .sqlstate = "42P01", .routine = {}, .names = {}};
    CHECK(sql::quoted_values(message, &own, sql::Literals(0)) ==
          std::vector<sql::TextRange>{{4, 9}});
}

TEST_CASE("all that a function says is hidden") {
    const auto told = [](std::string_view sqlstate, std::string_view routine) {
        return shown({.request = "select f()",
                      .message = "user x not found",
                      .sqlstate = sqlstate,
                      .routine = routine});
    };
    CHECK(told("22000", "exec_stmt_raise") == "redacted");
    CHECK(told("P0001", "") == "redacted");
    CHECK(told("P0004", "exec_stmt_assert") == "redacted");
    CHECK(told("00000", "PLy_output") == "redacted");
    CHECK(told("38000", "plperl_call_perl_func") == "redacted");
    CHECK(told("38000", "") == "redacted");
    CHECK(told("38000", "ClosePipeToProgram") == "user x not found");
    CHECK(told("42883", "ParseFuncOrColumn") == "user x not found");
}

TEST_CASE("bytes by number are hidden, the encoding is not") {
    CHECK(shown({.message = "invalid byte sequence for encoding \"UTF8\": 0xe9 0x20",
                 .sqlstate = "22021"}) ==
          "invalid byte sequence for encoding \"UTF8\": redacted redacted");
    CHECK(shown({.message = "at 0xe9", .sqlstate = "42601"}) == "at 0xe9");
}

TEST_CASE("with a host its address is hidden") {
    CHECK(shown({.request = "select dblink_connect('host=db.example port=54321 user=u')",
                 .message = "connection to server at \"db.example\" (192.0.2.7), port 54321 "
                            "failed: FATAL: role \"u\" does not exist (really)",
                 .sqlstate = "08001"}) ==
          "connection to server at \"redacted\" (redacted), port redacted failed: FATAL: role "
          "\"redacted\" does not exist (really)");
}

TEST_CASE("the quotes of all translations are read") {
    const auto [message, expected] = GENERATE(table<std::string_view, std::string_view>({
        {"Relation \u00bbs3cr3t\u00ab von \u00bbt\u00ab existiert nicht",
         "Relation \u00bbredacted\u00ab von \u00bbt\u00ab existiert nicht"},
        {"\u00ab\u00a0s3cr3t\u00a0\u00bb de \u00ab\u00a0t\u00a0\u00bb",
         "\u00ab\u00a0redacted\u00a0\u00bb de \u00ab\u00a0t\u00a0\u00bb"},
        {"\u201es3cr3t\u201c, \u201et\u201d", "\u201eredacted\u201c, \u201et\u201d"},
        {"\u201ds3cr3t\u201d, \u201dt\u201d", "\u201dredacted\u201d, \u201dt\u201d"},
    }));
    CHECK(shown({.request = "select 'S3CR3T' from t", .message = message}) == expected);
}

TEST_CASE("a message that is too long to be judged ends where that begins") {
    std::string message(sql::longest_judged_message - 1, 'x');
    message += "\u00e4 and more";
    const auto text = shown({.request = "select 1", .message = message});
    CHECK(text == std::string(sql::longest_judged_message - 1, 'x') + "redacted");
}

TEST_CASE("hostile requests and messages cost no more than their size") {
    std::string request = "select '";
    for (int i = 0; i < 4000; ++i)
        request += "aaaa','" + std::string(static_cast<std::size_t>(i % 40), 'a');
    std::string message;
    for (int i = 0; i < 4000; ++i)
        message += "\"a";
    CHECK(shown({.request = request, .message = message}).find("redacted") != std::string::npos);
    CHECK(shown({.request = request, .message = std::string(60'000, 'a')}).size() < 10'000);
}

TEST_CASE("secrets are hidden in any text, whole, and as part of what is quoted") {
    const std::array<std::string, 2> secrets{"hunter22", "abc"};
    const auto told = [&](std::string_view text) {
        return sql::without_ranges(text, sql::quoted_secrets(text, secrets));
    };
    CHECK(told("program \"false --pw=HUNTER22x\" failed") ==
          "program \"false --pw=redactedx\" failed");
    CHECK(told("missing \"=\" after \"hunt\"") == "missing \"=\" after \"redacted\"");
    CHECK(told("abc abcd \"a\"") == "redacted abcd \"a\"");
    CHECK(told("relation \"accounts\"") == "relation \"accounts\"");
    CHECK(sql::quoted_secrets("anything", {}).empty());
}
