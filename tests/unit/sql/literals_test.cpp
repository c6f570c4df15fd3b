#include "analyzer/sql/literals.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "analyzer/sql/decoded.h"

namespace sql = pgoscope::sql;

using Texts = std::vector<std::string>;

namespace {

constexpr sql::Reading assumed{.assumed = true};

sql::Literals literals_of(std::string_view text, sql::Reading reading = {}) {
    sql::Literals literals(100'000);
    literals.add_sql(text, reading);
    return literals;
}

Texts values_of(std::string_view text) {
    return literals_of(text).values();
}

Texts names_of(std::string_view text) {
    return literals_of(text).names();
}

bool has(const Texts& texts, std::string_view text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

TEST_CASE("a string constant says what the server decodes it to") {
    const auto [token, value] = GENERATE(table<std::string_view, std::string_view>({
        {"'a'", "a"},
        {"'O''Brien'", "O'Brien"},
        {"'a\\nb'", "a\\nb"},
        {"E'a\\nb\\t\\\\\\'\\q'", "a\nb\t\\'q"},
        {"e'\\101\\x41\\u0041\\U00000041'", "AAAA"},
        {"E'\\uD83D\\uDE00'", "\xf0\x9f\x98\x80"},
        {"E'\\xzz\\u12'", "xzzu12"},
        {"U&'d\\0061t\\+000061'", "data"},
        {"'a'\n  -- and\n 'b'", "ab"},
        {"N'a'", "a"},
        {"X'1f'", "1f"},
        {"$$it's$$", "it's"},
        {"$tag$a$$b$tag$", "a$$b"},
        {"'open", "open"},
        {"$$open", "open"},
        {"$", ""},
        {"E'\\", ""},
        {"\"a\"\"b\"", "a\"b"},
        {"U&\"\\00e4\"", "\u00e4"},
    }));
    CHECK(sql::decoded(token, {}) == value);
}

TEST_CASE("UESCAPE gives another escape") {
    CHECK(values_of("select U&'d!0061t!!' uescape '!', U&'d\\0061t', 'x' uescape '!'") ==
          Texts{"dat!", "dat", "x", "!"});
    CHECK(names_of("U&\"d!0061t\" UEscape '!'") == Texts{"dat"});
}

TEST_CASE("how a session reads backslashes decides what a constant says") {
    CHECK(sql::decoded("'O\\'Brien'", {.backslash_escapes = true}) == "O'Brien");
    CHECK(sql::decoded("\"a\\b\"", {.backslash_escapes = true}) == "a\\b");
    // 0x95 0x5C is one character of SJIS.
    CHECK(sql::decoded("'\x95\\'", {.backslash_escapes = true,
                                    .trail_bytes = sql::TrailBytes::one_or_katakana}) == "\x95\\");
}

TEST_CASE("values are told from names") {
    const auto literals = literals_of(
        "SELECT \"Id\", b.Name FROM Accounts b WHERE note = 'ab' AND n IN (17, 1.5e3) -- 'no'");
    CHECK(literals.values() == Texts{"ab", "17", "1.5e3"});
    CHECK(literals.names() == Texts{"Id", "accounts", "and", "b", "from", "in", "n", "name", "note",
                                    "select", "where"});
    CHECK(literals.complete());
}

TEST_CASE("the words that a setting is set to are values") {
    CHECK(values_of("set search_path = secret, \"Other\", 'third'") ==
          Texts{"secret", "Other", "third"});
    CHECK(values_of("SET LOCAL x TO secret") == Texts{"secret"});
    CHECK(values_of("set time zone secret") == Texts{"secret"});
    CHECK(values_of("alter role r set x to secret") == Texts{"secret"});
    CHECK(values_of("select 1; set x = secret; select a") == Texts{"1", "secret"});
    CHECK(names_of("create function f() returns int set x = secret language sql") ==
          Texts{"create", "f", "function", "int", "language", "returns", "set", "sql", "x"});
}

TEST_CASE("what other statements set are names") {
    CHECK(values_of("update t set a = b") == Texts{});
    CHECK(values_of("insert into t values (a) on conflict (a) do update set a = b").empty());
    CHECK(values_of("alter table t set schema s").empty());
    CHECK(values_of("alter table t alter c set default d").empty());
    CHECK(values_of("set role r").empty());
}

TEST_CASE("strings in a string are values, too") {
    CHECK(has(values_of("do $$ begin execute 'select ''ab''' || x; end $$"), "ab"));
    CHECK(has(values_of("select dblink('', 'insert into t values (''ab'')')"), "ab"));
    std::string nested = "ab";
    for (int depth = 0; depth < 100; ++depth) {
        const auto quote = "$t" + std::to_string(depth) + "$";
        nested = quote + " " + nested + " " + quote;
    }
    CHECK(values_of(nested).size() == 5);
}

TEST_CASE("where the reading is not known, what one of them calls a constant is one") {
    const auto literals = literals_of("select 'O\\'Brien', a, 'x'", assumed);
    CHECK(has(literals.values(), "O\\"));
    CHECK(has(literals.values(), "O'Brien"));
    CHECK(has(literals.values(), "x"));
    CHECK(has(literals.names(), "select"));
    CHECK_FALSE(has(literals.names(), "brien"));
}

TEST_CASE("no more is kept than was asked for") {
    sql::Literals few(100);
    few.add_sql("select 'a', 'b', 'c', 'd', 'e'", {});
    CHECK_FALSE(few.complete());
    CHECK(few.values().size() == 3);
    sql::Literals none(0);
    none.add_value("");
    CHECK(none.complete());
    CHECK(none.values().empty());
}
