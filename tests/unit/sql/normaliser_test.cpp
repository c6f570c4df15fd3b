#include "analyzer/sql/normaliser.h"

#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using pgoscope::sql::Normaliser;

namespace {

std::vector<std::string> statements_of(std::string_view sql, bool truncated = false) {
    std::vector<std::string> statements;
    Normaliser normaliser;
    normaliser.start(sql, truncated);
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next()) {
        statements.emplace_back(next.text);
    }
    return statements;
}

std::string normalised(std::string_view sql, bool truncated = false) {
    std::string joined;
    for (const auto& statement : statements_of(sql, truncated)) {
        joined += (joined.empty() ? "" : "; ") + statement;
    }
    return joined;
}

struct Pair {
    const char* left;
    const char* right;
};

const std::vector<const char*> corpus = {
    "UPDATE pgbench_accounts SET abalance = abalance + -2931 WHERE aid = 8123845;",
    "select null, true, -5, - 5, -5::int, 1 - -2, - -5, +5, -'5' from t where a is not null",
    "insert into t (a, b) values ($1, $2), ($3, $4), ($5, 'x') on conflict (a) do nothing",
    "select * from t where a in (1, 2, 3) and (b, c) in ((1, 2), (3, 4)) and d = any($1)",
    "select array[1, 2], array[[1,2],[3,4]], '{1,2}'::int[3], a[1:2], b[-1], x::numeric(10, -2)",
    "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
    R"(select $tag$ it's $tag$, E'\'', U&'\0061' uescape '!', "Quo""ted", a."b".c, t.*)",
    "select a->>'b', c #>> '{d}', e @> f, g ?| array['h'], i || j from k -- done\n;;begin;commit",
    "select . . 1 .. 2 : : a := :b ::c ... ( ... ) in (..., 1) $ \\ {} \x01 $$ a[ ] ) ] , ,",
    "select extract(year from a), interval '1' day, date '2020-01-01', interval(6) '1' limit all",
};

}  // namespace

TEST_CASE("one canonical text") {
    const auto [left, right] = GENERATE(values<Pair>({
        {"SELECT  A,B from\tT where a=1", "select a, b from t where a = $1"},
        {"select 'x', 1.5e3, B'1', X'ff', N'n', $$d$$", "select $1, $2, $3, $4, $5, $6"},
        {"select /* a /* b */ */ 1 -- c", "select $1"},
        {"select $2, 5, $1, 'x'", "select $2, $3, $1, $4"},
        {"select \"Name\", \"a\"\"b\" from \"T\"", "select \"Name\", \"a\"\"b\" from \"T\""},
        {"select -5, - 5, 1-2, a -1, a- -1", "select $1, $2, $3 - $4, a - $5, a - $6"},
        {"select -5::int, -a, - (1), +5", "select -$1::int, -a, -($2), +$3"},
        {"select a from t where b=-1 and c>-2", "select a from t where b = $1 and c > $2"},
        {"select case when a then 1 else -1 end-5", "select case when a then $1 else $2 end - $3"},
        {"select null, true, not false", "select $1, $2, not $3"},
        {"select a is null, b is not true, c is not null",
         "select a is null, b is not true, c is not null"},
        {"select t.null, 1 as true from t", "select t.null, $1 as true from t"},
        {"select a, b from t group by 1, 2 order by 2 desc, 1",
         "select a, b from t group by 1, 2 order by 2 desc, 1"},
        {"select a from t order by 1+1, 'x'", "select a from t order by $1 + $2, $3"},
        {"select sum(a) over (order by 1)", "select sum(a) over (order by $1)"},
        {"select distinct on (1) a from t", "select distinct on (1) a from t"},
        {"select (select a from t order by 1 limit 5)",
         "select (select a from t order by 1 limit $1)"},
        {"select a::varchar(10), cast(b as numeric(10,2)), '{}'::int[3]",
         "select a::varchar(10), cast(b as numeric(10, 2)), $1::int[3]"},
        {"select interval '1' day, date '2020-01-01', interval(6) '1'",
         "select interval $1 day, date $2, interval(6) $3"},
        {"select extract(year from a), extract('day' from b)",
         "select extract($1 from a), extract($2 from b)"},
        {"select * from t limit all offset 5", "select * from t limit $1 offset $2"},
        {"select count( * ), t . * from t", "select count(*), t.* from t"},
        {"select a[1:2], b [ 3 ]", "select a[$1:$2], b[$3]"},
        {"set x to 'y'", "set x to $1"},
        {"SET LOCAL statement_timeout=1000", "set local statement_timeout = $1"},
        {"do $x$ begin end $x$", "do $1"},
        {"execute p (1, 'a')", "execute p($1, $2)"},
        {"create table t (a varchar(5) not null default 'x', b int null)",
         "create table t(a varchar(5) not null default $1, b int null)"},
        {"select 1 in (select 2)", "select $1 in (select $2)"},
        {"select 'a'\n'b'", "select $1"},
        {"select U&\"d!0061\" uescape '!'", "select U&\"d!0061\" uescape '!'"},
        {"select $99999, 1", "select $1, $2"},
        {"select a operator(pg_catalog.+) -1", "select a operator(pg_catalog.+) $1"},
        {"select \xC3\x89t\xC3\xA9", "select \xC3\x89t\xC3\xA9"},
    }));
    CHECK(normalised(left) == right);
}

TEST_CASE("statements that differ only in constants are the same") {
    const auto [left, right] = GENERATE(values<Pair>({
        {"select * from t where a = 1", "SELECT *\nFROM t WHERE a=-22 /* x */"},
        {"select * from t where a = 'it''s'", "select * from t where a = E'\\''"},
        {"select 1", "select null"},
        {"select a in (1)", "select a in (1, 2, 'c', null, -5)"},
        {"select a in ($1, $2) and b = $3", "select a in ($1, $2, $3) and b = $4"},
        {"select $1 = b and a in ($2)", "select $1 = b and a in ($2, $3, $4)"},
        {"select b = $4 and a in ($1, $2, $3)", "select b = $2 and a in ($1)"},
        {"select a in (1::int, 2::int)", "select a in (3::int)"},
        {"select a not in ((1, 2), (3, 4))", "select a not in ((5, 6))"},
        {"select array[1, 2]", "select array[1]"},
        {"select array[[1, 2], [3, 4]]", "select array[[1]]"},
        {"insert into t values (1, now()), (2, now())",
         "insert into t values (1, now()), (2, now()), (3, now())"},
        {"insert into t values ($1, $2), ($3, $4) returning a",
         "insert into t values ($1, $2), ($3, $4), ($5, $6) returning a"},
        {"alter role x password 'one'", "ALTER ROLE x PASSWORD 'two'"},
        {"select date '2020-01-01'", "select date '2021-01-01'"},
    }));
    CHECK(normalised(left) == normalised(right));
}

TEST_CASE("statements that ask different things stay apart") {
    const auto [left, right] = GENERATE(values<Pair>({
        {"select a from t", "select b from t"},
        {"select \"A\" from t", "select a from t"},
        {"select a from t order by 1", "select a from t order by 2"},
        {"select a - 1", "select a, -1"},
        {"select a is null", "select a is not null"},
        {"select a is true", "select a is false"},
        {"insert into t values (1)", "insert into t values (1), (2)"},
        {"insert into t values (1)", "insert into t values (default)"},
        {"select a in (1, b)", "select a in (1)"},
        {"select $1, $2", "select $2, $1"},
        {"select 1", "select 1 from t"},
        {"select a::int", "select a::text"},
        {"select a->b", "select a->>b"},
        {"select a in ($1, $2) or b = $2", "select a in ($1, $2) or b = $1"},
    }));
    CHECK(normalised(left) != normalised(right));
}

TEST_CASE("a list folds to its first item and a mark") {
    CHECK(normalised("select a in (1, 2, 3) and b = 4") == "select a in ($1, ...) and b = $2");
    CHECK(normalised("select a in (1, b, 2, 3)") == "select a in ($1, ..., b, $2, ...)");
    CHECK(normalised("select a in (b, c)") == "select a in (b, c)");
    CHECK(normalised("values (1, 2), (3, 4), (5, default) limit 6") ==
          "values ($1, $2), ..., ($3, default) limit $4");
    CHECK(normalised("select a in ($1, $2, $3) or b = $2 or c = $4 or d = 5") ==
          "select a in ($1, ...) or b = $2 or c = $3 or d = $4");
}

TEST_CASE("no password survives") {
    const auto* const sql = GENERATE(
        "create role x login password 'secret'", "ALTER USER x WITH ENCRYPTED PASSWORD E'secret'",
        "alter role x password $$secret$$", "create user x password U&'secret' valid until 'y'",
        "alter role x password 'secret", "alter role x password 'sec'\n'ret'",
        "create subscription s connection 'password=secret' publication p",
        "create user mapping for x server s options (user 'u', password 'secret')");
    CHECK(normalised(sql).find("ret") == std::string::npos);
}

TEST_CASE("statements end at a semicolon outside of parentheses and bodies") {
    using Texts = std::vector<std::string>;
    CHECK(statements_of("select 1; select $2, 1;; /* none */ ; begin") ==
          Texts{"select $1", "select $2, $3", "begin"});
    CHECK(statements_of(" ;; -- nothing").empty());
    CHECK(statements_of("").empty());
    CHECK(statements_of("select ';', \";\", $$;$$").size() == 1);
    CHECK(
        statements_of("create rule r as on insert to t do (select 1; select 2); select 3").size() ==
        2);
    CHECK(statements_of("create or replace function f() returns int begin atomic select 1; select "
                        "case when a then 2 end; end; select 3") ==
          Texts{"create or replace function f() returns int begin atomic select $1; select case "
                "when a then $2 end; end",
                "select $1"});
    CHECK(statements_of("create table begin (a int); begin; end; select 1").size() == 4);
    CHECK(statements_of(") ; select 1") == Texts{")", "select $1"});
}

TEST_CASE("a cut text is marked, and where a list was cut does not matter") {
    Normaliser normaliser;
    normaliser.start("begin; select a from t where b = 'x", true);
    const auto first = normaliser.next();
    CHECK(first.text == "begin");
    CHECK_FALSE(first.truncated);
    const auto second = normaliser.next();
    CHECK(second.text == "select a from t where b = $1 ...");
    CHECK(second.truncated);
    CHECK(normaliser.next().text.empty());

    CHECK(normalised("select 1;", true) == "select $1");
    CHECK(normalised("select a in (1, 2, 3", true) == "select a in ($1, ... ...");
    const std::string rows = "insert into t values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')";
    for (std::size_t size = rows.find("(3"); size < rows.size(); ++size) {
        INFO(rows.substr(0, size));
        CHECK(normalised(rows.substr(0, size), true) == "insert into t values ($1, $2), ... ...");
    }
}

TEST_CASE("normalized text normalizes to itself, wherever its source was cut") {
    for (const std::string_view sql : corpus) {
        for (std::size_t size = 0; size <= sql.size(); ++size) {
            for (const bool truncated : {false, true}) {
                const auto once = normalised(sql.substr(0, size), truncated);
                INFO(sql.substr(0, size));
                CHECK(normalised(once) == once);
            }
        }
    }
}

TEST_CASE("any bytes will do, and the result is stable") {
    std::mt19937 random(20261120);  // NOLINT(cert-msc*): the same bytes each time
    constexpr std::string_view likely = "'\"$()[],;:.-+*/ \n\\aEeUuNn&in$1x0.5_=<>@#\x80\xFF";
    for (int round = 0; round < 20'000; ++round) {
        std::string sql;
        const std::size_t size = random() % 60;
        while (sql.size() < size) {
            const auto byte = random();
            sql +=
                byte % 8 == 0 ? static_cast<char>(byte >> 8) : likely[(byte >> 8) % likely.size()];
        }
        const auto once = normalised(sql, round % 2 == 0);
        if (normalised(once) != once) {
            FAIL(sql << "\n-> " << once << "\n-> " << normalised(once));
        }
    }
}

TEST_CASE("nesting has no bound") {
    const std::string deep = std::string(5000, '(') + "a in (1, 2)" + std::string(5000, ')');
    CHECK(normalised("select " + deep).size() > 10'000);
    CHECK(normalised("select " + deep + "; select 1 in (2, 3)").find("; select $1 in ($2, ...)") !=
          std::string::npos);
    const std::string brackets = "select array" + std::string(200, '[') + "1, 2";
    CHECK(normalised(normalised(brackets)) == normalised(brackets));
}

TEST_CASE("a secret that nobody quoted is a constant") {
    const auto normal = [](std::string_view sql) {
        Normaliser normaliser;
        normaliser.start(sql);
        return std::string(normaliser.next().text);
    };
    CHECK(normal("create role r password bare") == "create role r password $1");
    CHECK(normal("alter user u password \"quoted\"") == "alter user u password $1");
    CHECK(normal("alter role r password 'a\\'b valid until 'x'") ==
          "alter role r password $1 $2 valid until $3");
    CHECK(normal("alter role r password 'a\\' b \"c\" d login in role e") ==
          "alter role r password $1 $2 $3 $4 login in role e");
    CHECK(normal("create role r password U&'p!0061' uescape '!' login") ==
          "create role r password $1 login");
    CHECK(normal("create user mapping for u server s options (password 'p', host x, \"q\" 'r')") ==
          "create user mapping for u server s options(password $1, host x, \"q\" $2)");
    CHECK(normal("set app.password to a.b") == "set app.password to $1.$2");
    CHECK(normal("set local my.token = bare") == "set local my.token = $1");
    CHECK(normal("create table t (password text)") == "create table t(password text)");
    CHECK(normal("set search_path to a, b") == "set search_path to a, b");
}
