#include <catch2/catch.hpp>

#include "tests/unit/sql/shown.h"

/// What an expression of SQL gives, and the name that it is given or compared with.
using pgoscope::sql::TextKind;

TEST_CASE("what is compared with a secret, or stands in its place, is redacted") {
    CHECK(shown("select case password when 'S' then 'a' else 'b' end from u where c = 'd'") ==
          "select case password when 'redacted' then 'a' else 'b' end from u where c = 'd'");
    CHECK(shown("update t set token = case when a = 'b' then 'S' else upper('S') end, c = 'd'") ==
          "update t set token = case when a = 'b' then 'redacted' else upper('redacted') end, c = "
          "'d'");
    CHECK(shown("update t set token = case when a then case b when 'c' then 'S' end end") ==
          "update t set token = case when a then case b when 'c' then 'redacted' end end");
    CHECK(shown("insert into t (a, token) values (case when b then 'c' end, case when b then 'S' "
                "end)") ==
          "insert into t (a, token) values (case when b then 'c' end, case when b then 'redacted' "
          "end)");
    CHECK(shown("select 1 where case when a = 'b' then token end = 'S' and c = 'd'") ==
          "select 1 where case when a = 'b' then token end = 'redacted' and c = 'd'");
    CHECK(shown("select nullif(password, 'S'), nullif(a, 'b'), nullif('S', lower(token)), 'c'") ==
          "select nullif(password, 'redacted'), nullif(a, 'b'), nullif('redacted', lower(token)), "
          "'c'");
    CHECK(shown("select coalesce(u.api_key, 'S'), coalesce(a, 'b') from u") ==
          "select coalesce(u.api_key, 'redacted'), coalesce(a, 'b') from u");
    CHECK(shown("select 1 where 'S' = lower(password) or 'S' like token or 'a' = b") ==
          "select 1 where 'redacted' = lower(password) or 'redacted' like token or 'a' = b");
    CHECK(shown("select 1 where 'a' is null or password is null and 'b' = c and token is null") ==
          "select 1 where 'a' is null or password is null and 'b' = c and token is null");
    CHECK(shown("select jsonb_set(a, '{b,password}', '\"S\"'), jsonb_set(a, '{b}', 'c')") ==
          "select jsonb_set(a, '{b,password}', 'redacted'), jsonb_set(a, '{b}', 'c')");
    CHECK(shown("alter table t alter column password set default 'S', alter a set default 'b'") ==
          "alter table t alter column password set default 'redacted', alter a set default 'b'");
}

TEST_CASE("what is compared with a secret in a rarer form is redacted") {
    CHECK(shown("select 1 where password not between 'S' and 'S' and a = 'b'") ==
          "select 1 where password not between 'redacted' and 'redacted' and a = 'b'");
    CHECK(shown("select 1 where a not between 'b' and 'c' and token is null") ==
          "select 1 where a not between 'b' and 'c' and token is null");
    CHECK(shown("select 1 where password operator(pg_catalog.=) 'S' and a operator(=) 'b'") ==
          "select 1 where password operator(pg_catalog.=) 'redacted' and a operator(=) 'b'");
    const std::string function =
        GENERATE("greatest", "least", "starts_with", "pg_catalog.strpos", "replace");
    CHECK(shown("select " + function + "(password, 'S'), " + function + "(a, 'b')") ==
          "select " + function + "(password, 'redacted'), " + function + "(a, 'b')");
}

TEST_CASE("what is given the name of a secret is redacted") {
    CHECK(shown("select 'a', 'S' as password, 'b' as c from d where e = 'f'") ==
          "select 'a', 'redacted' as password, 'b' as c from d where e = 'f'");
    CHECK(shown("select 'S'::text as \"api_key\", 'a'") ==
          "select 'redacted'::text as \"api_key\", 'a'");
    CHECK(shown("select 'a', 'S' token, upper('S') password from b") ==
          "select 'a', 'redacted' token, upper('redacted') password from b");
    CHECK(shown("with w as (select 'S' as password, 'a' as b) select 'c' from w") ==
          "with w as (select 'redacted' as password, 'a' as b) select 'c' from w");
    CHECK(shown("create view v as select 'S'::text as secret, 'a' as b") ==
          "create view v as select 'redacted'::text as secret, 'a' as b");
    CHECK(shown("insert into t (a) values ('b') returning 'S' as password, 'c'") ==
          "insert into t (a) values ('b') returning 'redacted' as password, 'c'");
    CHECK(shown("do $$ begin select 'S' into password; select 'a' into b; end $$") ==
          "do $$ begin select 'redacted' into password; select 'a' into b; end $$");
}

TEST_CASE("what stands in a column that has the name of a secret is redacted") {
    CHECK(shown("select * from (values ('a', 'S'), ('b', 'S')) v(name, password) where c = 'd'") ==
          "select * from (values ('a', 'redacted'), ('b', 'redacted')) v(name, password) where c = "
          "'d'");
    CHECK(shown("select * from (select 'S', 'a') as \"v\" (\"token\", name)") ==
          "select * from (select 'redacted', 'a') as \"v\" (\"token\", name)");
    CHECK(shown("with v(password, a) as not materialized (values ('S', 'a')) select 'b'") ==
          "with v(password, a) as not materialized (values ('redacted', 'a')) select 'b'");
    CHECK(shown("with recursive v(a, token) as (select 'a', 'S' union all select 'b', 'S' from v) "
                "select 'c' from v") ==
          "with recursive v(a, token) as (select 'a', 'redacted' union all select 'b', 'redacted' "
          "from v) select 'c' from v");
    CHECK(shown("create table t (a, password) as select 'a', 'S'") ==
          "create table t (a, password) as select 'a', 'redacted'");
    CHECK(shown("insert into t (a, token) select 'a', 'S' from b union select 'c', 'S'") ==
          "insert into t (a, token) select 'a', 'redacted' from b union select 'c', 'redacted'");
    CHECK(shown("insert into t (a, token) values (f('a', 'b'), f('S', 'S'))") ==
          "insert into t (a, token) values (f('a', 'b'), f('redacted', 'redacted'))");
}

TEST_CASE("a column that is spelled with escapes or quotes is that of a secret") {
    CHECK(shown(R"(select 1 where U&"p\0061ssword" = 'S' and U&"\0061" = 'b')") ==
          R"(select 1 where U&"p\0061ssword" = 'redacted' and U&"\0061" = 'b')");
    CHECK(shown(R"(update t set U&"p\0061ssword" = 'S', a = 'b')") ==
          R"(update t set U&"p\0061ssword" = 'redacted', a = 'b')");
    CHECK(shown(R"(insert into t (a, U&"p\0061ssword") values ('b', 'S'))") ==
          R"(insert into t (a, U&"p\0061ssword") values ('b', 'redacted'))");
    CHECK(shown("select 1 where \"pass\"\"word\" = 'S'") ==
          "select 1 where \"pass\"\"word\" = 'redacted'");
}

TEST_CASE("what a query gives to a column of a secret is redacted") {
    CHECK(shown("insert into t (a, token) with q as (select 1) select 'b', 'S' from q") ==
          "insert into t (a, token) with q as (select 1) select 'b', 'redacted' from q");
    CHECK(shown("insert into t (a, token) with q as (values (1)) select 'b', 'S' from q") ==
          "insert into t (a, token) with q as (values (1)) select 'b', 'redacted' from q");
    CHECK(shown("insert into t (a, token) select * from (values ('b', 'S'), ('c', 'S')) v "
                "where d = 'e'") ==
          "insert into t (a, token) select * from (values ('b', 'redacted'), ('c', 'redacted')) v "
          "where d = 'e'");
    CHECK(shown("insert into t (a, token) select * from (select 'b', 'S') v") ==
          "insert into t (a, token) select * from (select 'b', 'redacted') v");
    CHECK(shown("insert into t (a, token) select b, c from (values ('d', 'e')) v") ==
          "insert into t (a, token) select b, c from (values ('d', 'e')) v");
    CHECK(shown("update t set a = v.b, token = v.p from (values ('c', 'S'), ('d', 'S')) as "
                "v(b, P) where t.a = v.b") ==
          "update t set a = v.b, token = v.p from (values ('c', 'redacted'), ('d', 'redacted')) as "
          "v(b, P) where t.a = v.b");
    CHECK(shown("update t set a = v.p from (values ('c', 'd')) as v(b, p)") ==
          "update t set a = v.p from (values ('c', 'd')) as v(b, p)");
}

TEST_CASE("what builds a document gives its values the names of secrets") {
    CHECK(shown("select xmlforest('a' as b, 'S' as password, 'c' as d), 'e'") ==
          "select xmlforest('a' as b, 'redacted' as password, 'c' as d), 'e'");
    CHECK(shown("select xmlelement(name a, xmlelement(name password, 'S'), 'b')") ==
          "select xmlelement(name a, xmlelement(name password, 'redacted'), 'b')");
    CHECK(shown("select xmlelement(name a, password, 'b')") ==
          "select xmlelement(name a, password, 'b')");
    CHECK(shown("select json_object('{a,b,password,S,c,d}')") ==
          "select json_object('{a,b,password,redacted,c,d}')");
    CHECK(shown("select json_object('{{a,b},{\"api_key\",\"S\"}}')") ==
          "select json_object('{{a,b},{\"api_key\",\"redacted\"}}')");
    CHECK(shown("select jsonb_object(array['password'], array['S']), array['a']") ==
          "select jsonb_object(array['password'], array['redacted']), array['a']");
    CHECK(shown("select json_object('{a,password}', '{b,S}')") ==
          "select json_object('{a,password}', 'redacted')");
    CHECK(shown("select json_object('{a,b}'), json_object(array['a'], array['b'])") ==
          "select json_object('{a,b}'), json_object(array['a'], array['b'])");
}

TEST_CASE("what a column of a secret is generated from is redacted") {
    CHECK(shown("create table t (password text generated always as ('S') stored, a text default "
                "'b')") ==
          "create table t (password text generated always as ('redacted') stored, a text default "
          "'b')");
}

TEST_CASE("parameters that are given the name of a secret are known") {
    const pgoscope::sql::SecretParameters named("select $1::text, $2::text as password");
    CHECK_FALSE(named.contains(1));
    CHECK(named.contains(2));
    CHECK(pgoscope::sql::SecretParameters("select 1 where md5($1) = lower(password)").contains(1));
}

TEST_CASE("constants that no secret's name is given to are left as they are") {
    const auto* text = GENERATE(
        "select 'a' as b, password from users where c = 'd'",
        "select a from users as password where b = 'c'",
        "select 'a', password, token from users order by 'b', password",
        "select lower(password) as p from t where x in (select 'a' from b)",
        "select f(token) as x, 'a' as y from (values ('b')) v(c)",
        "create table t (a text default 'b', password text, c text default 'd')",
        "create index on t (lower(token), a) where b = 'c'",
        "update t set a = case when password is null then 'b' else 'c' end where d = 'e'",
        "select case when password is null then 'b' end = 'c', nullif(a, 'b')",
        "do $$ begin if a = 'b' then raise notice 'c %', 'd'; end if; end $$",
        "do $$ begin raise exception 'password authentication failed'; perform 'a'; end $$",
        "do $$ begin case a when 'b' then perform 'c'; end case; end $$; select 'd' from token");
    CHECK(shown(text) == text);
}

TEST_CASE("constants that RAISE and format put into a text that names a secret are redacted") {
    CHECK(shown("do $$ begin raise exception 'bad password for %: %', 'bob', 'S'; perform 'a'; "
                "end $$") ==
          "do $$ begin raise exception 'bad password for %: %', 'redacted', 'redacted'; perform "
          "'a'; end $$");
    CHECK_THAT(shown("do $$ begin execute format('create role x password ''%s''', 'S'); end $$"),
               !Catch::Contains("'S'"));
}

TEST_CASE("a value behind PASSWORD is redacted whatever it is written as") {
    CHECK(shown("alter role r password /* x 'S") == "alter role r password /*redacted");
    CHECK(shown("alter role r password /* /* x */ 'S") == "alter role r password /*redacted");
    CHECK(shown("alter role r password 'S' /* x") == "alter role r password 'redacted' /* x");
    CHECK(shown("select a /* password") == "select a /* password");
    CHECK(shown("alter role r password\xC2\xA0'S'") == "alter role r password\xC2\xA0'redacted'");
    CHECK_THAT(shown("create user r password :'S'"), !Catch::Contains("S'"));
    CHECK_THAT(shown("create user r password :SEC"), !Catch::Contains("SEC"));
    CHECK(shown("select 1 where password = 0xSEC and a = 1") ==
          "select 1 where password = redacted and a = 1");
}

TEST_CASE("SQL that a message quotes is read as SQL is") {
    CHECK(shown("SQL statement \"update t set token = case when a = 'b' then 'S' else 'S' end\"",
                TextKind::prose) ==
          "SQL statement \"update t set token = redacted when a = 'b' then 'redacted' else "
          "'redacted' end\"");
    CHECK(shown("SQL statement \"select 'a', 'S' as token\"", TextKind::prose) ==
          "SQL statement \"select 'a', 'redacted' as token\"");
}

TEST_CASE("what a text that is cut compares with what it lacks is redacted") {
    const auto cut = [](std::string_view sql) {
        std::string out;
        pgoscope::sql::append_without_secrets(out, sql, TextKind::code, {}, {}, true);
        return out;
    };
    CHECK(cut("select 1 where a = 'b' and md5('S') = pass") ==
          "select 1 where a = 'b' and md5('redacted') = pass");
    CHECK(cut("select 1 where 'S' = ") == "select 1 where 'redacted' = ");
    CHECK(cut("select 1 where 'S' = lower(u.pa") == "select 1 where 'redacted' = lower(u.pa");
    CHECK(cut("select 1 where 'S' is distinct from \"pa") ==
          "select 1 where 'redacted' is distinct from \"pa");
    const auto* whole = GENERATE("select 1 where 'a' = b and c = 'd", "select 'a', lower(b",
                                 "select 1 where 'a' = b order by ");
    CHECK(cut(whole) == whole);
    CHECK(shown("select 1 where 'a' = b") == "select 1 where 'a' = b");
    CHECK(pgoscope::sql::SecretParameters("select 1 where $1 = pa", {}, true).contains(1));
}

TEST_CASE("arguments of EXECUTE are redacted as parameters of what was prepared") {
    using namespace pgoscope::sql;
    std::vector<PreparedSecrets> prepared;
    prepared.push_back({"sp", SecretParameters("update t set a = $1, password = $2")});
    const auto without = [&](std::string_view sql) {
        std::string out;
        append_without_secrets(out, sql, TextKind::code, {}, prepared);
        return out;
    };
    CHECK(without("execute sp('a', 'S'); execute other('b', 'c')") ==
          "execute sp('a', 'redacted'); execute other('b', 'c')");
    CHECK(without("explain execute SP(1, 1234)") == "explain execute SP(1, redacted)");
    CHECK(without("execute \"SP\"('a', 'b')") == "execute \"SP\"('a', 'b')");
    CHECK(secret_values("execute sp('abcd', 'efgh')", TextKind::code, {}, prepared) ==
          std::vector<std::string>{"efgh"});
}

TEST_CASE("secrets of settings that are commands are redacted") {
    CHECK(shown("alter system set archive_command = 'curl -u bob:S http://x %p'") ==
          "alter system set archive_command = 'curl -u bob:redacted http://x %p'");
    CHECK(shown("alter system set archive_command to 'curl -u bob:S http://x %p'") ==
          "alter system set archive_command to 'curl -u bob:redacted http://x %p'");
    CHECK(shown("set app.name = 'x -u bob:b'; grant a to b") ==
          "set app.name = 'x -u bob:b'; grant a to b");
}

TEST_CASE("following the names of columns takes linear time") {
    // Each would take minutes if constants were read again for each of its parts.
    const auto* part = GENERATE("case password when 'x' then ", "(values('a')) v(b,password),",
                                "nullif('x',password,", "v(password) as (", "'x' = f(",
                                "select 'x' password ", "(select 'x', 'y' as a ");
    std::string text;
    while (text.size() < 500'000)
        text += part;
    // Names for the columns of each query, from the inside to the outside.
    if (text.starts_with("(select"))
        for (int i = 0; i < 20'000; ++i)
            text += ") v(password)";
    std::string out;
    pgoscope::sql::append_without_secrets(out, text, TextKind::code, pgoscope::sql::any_reading);
    CHECK_FALSE(out.empty());
}
