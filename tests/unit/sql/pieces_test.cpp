// A text that comes in pieces is read as the whole is, wherever it is divided.

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "analyzer/sql/normaliser.h"

using pgoscope::sql::NormalisedStatement;
using pgoscope::sql::Normaliser;
using pgoscope::sql::Reading;
using pgoscope::sql::TrailBytes;

namespace {

struct Statement {
    std::string text;
    std::uint64_t fingerprint = 0;
    std::uint64_t end = 0;
    bool truncated = false;
    bool operator==(const Statement&) const = default;
};

void take(Normaliser& normaliser, std::vector<Statement>& out) {
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next())
        out.push_back({std::string(next.text), next.fingerprint, next.end, next.truncated});
}

std::vector<Statement> whole(std::string_view sql, Reading reading, bool truncated = false) {
    std::vector<Statement> statements;
    Normaliser normaliser;
    normaliser.start(sql, truncated, reading);
    take(normaliser, statements);
    return statements;
}

/// `length` tells how long the next piece is.
template <class Length>
std::vector<Statement> in_pieces(std::string_view sql, Reading reading, Length length,
                                 bool truncated = false) {
    std::vector<Statement> statements;
    Normaliser normaliser;
    normaliser.start_pieces(reading);
    while (!sql.empty()) {
        // A copy that ends where the piece does, so that sanitizers see who reads behind it.
        const std::string piece(sql.substr(0, length()));
        normaliser.add(piece);
        take(normaliser, statements);
        sql.remove_prefix(piece.size());
    }
    normaliser.finish(truncated);
    take(normaliser, statements);
    return statements;
}

const std::vector<std::string> texts = {
    "select 1; update t set a = -5, b = E'it\\'s' where c in (1, 2, 3); select a.b.c",
    "select 'a''b', 'c'\n 'd' -- e\n 'f', $x$ $ $$ $y$ $x$, U&'d!0061' uescape '!', x'1f' ; ;; ",
    "select /* a /* b */ c */ -1.5e+3 - -2::int, 0x1F, 1_000, $1, $12, a->>'b', c @- 1 from "
    "\"T\"\"u\"",
    "insert into t values (1, 'a'), (2, 'b'), ($1, $2); select array[1,2,3], x[1:2], 1..10",
    "create function f() returns int begin atomic select 1; select 2; end; select 3",
    "select extract(year from a), cast(b as numeric(10, 2)), 5 - 3, a=-1, b<>-2 order by 1, 2 desc",
    "alter role r password 'x'; create user u password bare; select $a; select $tag$never closed",
    "select 'never closed; select 2",
    "select \"never closed; select 2",
    "/* never closed; select 2",
    "create role r password users\" (\"email\") values ($1) 'x' valid until 'y' in role \"z\"",
    "alter role r password 'a\\'b valid until 'x'; create user mapping for u server s options "
    "(password 'p', user \"u\")",
    "select '\\', 2; select '\\' from t where b = 'c'; --",
    "select E'\x83\\' , 2; select '\x83\\' from t where \x81[b = 'c'",
};

const std::vector<Reading> readings = {
    {},
    {.backslash_escapes = true},
    {.trail_bytes = TrailBytes::one_or_katakana},
    {.backslash_escapes = true, .trail_bytes = TrailBytes::one_or_three},
};

}  // namespace

TEST_CASE("a text divided at any place has the statements of the whole") {
    for (const auto& text : texts) {
        for (const auto& reading : readings) {
            const auto expected = whole(text, reading);
            for (std::size_t first = 1; first < text.size(); ++first) {
                INFO(text << " divided behind " << first);
                std::size_t length = first;
                CHECK(in_pieces(text, reading,
                                [&] { return std::exchange(length, text.size()); }) == expected);
            }
            CHECK(in_pieces(text, reading, [] { return 1; }) == expected);
            CHECK(in_pieces(
                      text, reading, [] { return 1; }, true) == whole(text, reading, true));
        }
    }
}

TEST_CASE("constants, comments, names and blanks of any length come in pieces of any length") {
    std::mt19937 random(11);
    const auto size = GENERATE(as<std::size_t>{}, 4'000, 4'100, 9'000, 70'000);
    const auto much = [&](char byte) { return std::string(size, byte); };
    const auto text = "select '" + much('a') + "'" + much(' ') + "\n'" + much('\'') + much('\'') +
                      "', \"" + much('n') + "\", " + much('w') + ", /*" + much('*') + "*/ 1 --" +
                      much('-') + "\n, $t$" + much('$') + "$t$, " + much('7') + much('+') +
                      " from t; " + much(' ') + "select -" + much('\n') + "5, " + much('(') +
                      "; select E'" + much('\\') + much('\\') + "'";
    const auto expected = whole(text, {});
    for (int round = 0; round < 4; ++round) {
        const auto most = std::uniform_int_distribution<std::size_t>(1, 20'000)(random);
        const auto length = [&] {
            return std::uniform_int_distribution<std::size_t>(1, most)(random);
        };
        CHECK(in_pieces(text, {}, length) == expected);
    }
}

TEST_CASE("a statement too long to be kept keeps its beginning and a fingerprint of its own") {
    const auto statement = [](std::size_t columns, std::string_view last) {
        std::string sql = "select c0";
        for (std::size_t i = 1; i < columns; ++i)
            sql.append(", c").append(std::to_string(i)).append(" + 1");
        return sql.append(last);
    };
    constexpr std::size_t columns = 100'000;
    const auto one = whole(statement(columns, " from a where b = 1; select 1"), {});
    const auto same = whole(statement(columns, " from a where b = 'x';  select 2"), {});
    const auto other = whole(statement(columns, " from b where b = 1"), {});
    REQUIRE(one.size() == 2);
    CHECK(one[0].text.starts_with("select c0, c1 + $1, c2 + $2"));
    CHECK(one[0].text.size() < 64 * 1024);
    CHECK(one[1].text == "select $1");
    CHECK(one[0].fingerprint == same[0].fingerprint);
    CHECK(one[0].fingerprint != other[0].fingerprint);
    CHECK(in_pieces(statement(columns, " from a where b = 1; select 1"), {}, [] { return 1448; }) ==
          one);
}

TEST_CASE("where the reading is assumed, what any reading calls a constant is hidden") {
    const auto shown = [](std::string_view sql) {
        std::string all;
        for (const auto& statement : whole(sql, {.assumed = true}))
            all.append(statement.text).append("; ");
        return all;
    };
    CHECK(shown(R"(select 'it\'s', 'topsecret')").find("topsecret") == std::string::npos);
    CHECK(shown(R"(select 'a\', topsecret, b from t where c = '\\')").find("topsecret") ==
          std::string::npos);
    CHECK(shown("select E'\x83\\', 'topsecret'").find("topsecret") == std::string::npos);
    CHECK(shown("select $\x95\x5c$ topsecret $\x95\x5c$").find("topsecret") == std::string::npos);
    CHECK(shown("select $1 from \"\xe6\x97\xa5\" where a = $2 and '\xe6\x97\xa5' = b") ==
          "select $1 from \"\xe6\x97\xa5\" where a = $2 and $3 = b; ");
    CHECK(shown(R"(select 'a' from t where b = 1)") == "select $1 from t where b = $2; ");
    // Statements are those of the standard reading.
    CHECK(whole(R"(select '\'; select 2 as two --')", {.assumed = true}).size() == 2);
    CHECK(whole(R"(select '\'; select 2 as two --')", {.backslash_escapes = true}).size() == 1);
}

TEST_CASE("a text in pieces has hidden what the whole has, and nothing else") {
    const bool escapes = GENERATE(false, true);
    const std::string much(70'000, 'y');
    const std::vector<std::string> doubtful = {
        R"(select 'it\'s', 'topsecret'; select a from b where c = 1)",
        R"(select 1; insert into t values ('C:\'), ('one'), ('D:\'); update t set a = 'x')",
        R"(select E'\'', a, "b c", 'd\'e', f from g /* 'h\' */ -- i 'j\'
        ; select $a$k\'$a$, $1, U&'l\', m, 'n')",
        "select '\x83\\', a, '\x83\\'; select 'b\\'' c, '; select d from e",
        "select $\x95\x5c$ topsecret $\x95\x5c$, a",
        "select a from b where c = '" + much + R"('; delete from u where v = 'E:\'; select 2)",
        R"(select 'it\'s )" + much + "', a from b; select 'c\', d, 'e'",
        R"(select a /* )" + much + R"( */; insert into t values ('C:\'), ('one'), ('D:\'))",
    };
    for (const auto& text : doubtful) {
        const Reading assumed{.backslash_escapes = escapes, .assumed = true};
        const auto expected = whole(text, assumed);
        for (const std::size_t length : {1U, 2U, 7U, 64U, 1448U, 65'536U}) {
            if (length < 64 && text.size() > 1000) continue;
            INFO(text.substr(0, 100) << " in pieces of " << length);
            CHECK(in_pieces(text, assumed, [&] { return length; }) == expected);
        }
    }
}

TEST_CASE(
    "where nothing is to be hidden, an assumed reading has the fingerprints of the standard") {
    const auto sql = "select 1 /*" + std::string(70'000, 'y') +
                     R"(*/; insert into t values ('C:\'), ('one'), ('D:\'))";
    const auto assumed = in_pieces(sql, {.assumed = true}, [] { return 1448; });
    CHECK(assumed == whole(sql, {}));
    REQUIRE(assumed.size() == 2);
    CHECK(assumed[1].text == "insert into t values ($1), ...");
}
