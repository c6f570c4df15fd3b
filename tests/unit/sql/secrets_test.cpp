#include "analyzer/sql/secrets.h"

#include <catch2/catch.hpp>

namespace {

using pgoscope::sql::TextKind;

std::string shown(std::string_view text, TextKind kind = TextKind::code) {
    std::string out;
    pgoscope::sql::append_without_secrets(out, text, kind);
    return out;
}

}  // namespace

TEST_CASE("the constant behind the word PASSWORD is redacted") {
    CHECK(shown("alter role r PassWord 'S' superuser") ==
          "alter role r PassWord 'redacted' superuser");
    CHECK(shown("options (user 'u', \"password\" E'S\\'S')") ==
          "options (user 'u', \"password\" 'redacted')");
    CHECK(shown("alter role r password 'S") == "alter role r password 'redacted'");
    CHECK(shown("update t set password='S' where password = 'S' and a = 'b'") ==
          "update t set password='redacted' where password = 'redacted' and a = 'b'");
    CHECK(shown("select f(password => 'S', b => 'c')") ==
          "select f(password => 'redacted', b => 'c')");
}

TEST_CASE("passwords in strings in strings are redacted") {
    CHECK(shown("do $$ begin execute 'alter role n password ''S''bogus'; end $$") ==
          "do $$ begin execute 'alter role n password ''redacted''bogus'; end $$");
    CHECK(shown("do $x$ begin alter role n password $y$S$y$; end $x$;") ==
          "do $x$ begin alter role n password 'redacted'; end $x$;");
    CHECK(shown("do 'begin execute ''alter role n password ''''S''''''; end'") ==
          "do 'begin execute ''alter role n password ''''redacted''''''; end'");
    CHECK(shown("select f(E'alter role n password \\'S\\' x')") ==
          "select f(E'alter role n password ''redacted'' x')");
    CHECK(shown("create function f() returns void as $$ alter role n password 'S' $$") ==
          "create function f() returns void as $$ alter role n password 'redacted' $$");
    CHECK(shown("select 'alter role n password '\n'S'") == "select 'redacted'");
}

TEST_CASE("passwords in comments are redacted") {
    CHECK(shown("select 1 -- alter role n password 'S'\n, 2") ==
          "select 1 -- alter role n password 'redacted'\n, 2");
    CHECK(shown("select /* password=S */ 1") == "select /* password=redacted */ 1");
}

TEST_CASE("a password that another constant completes is redacted") {
    CHECK(shown("select f('alter role n password ' || quote_literal('S')); select 'a'") ==
          "select f('alter role n password ' || quote_literal('redacted')); select 'a'");
    CHECK_THAT(shown("select format('alter role %I password %L', 'n', 'S'), 1"),
               !Catch::Contains("S'"));
    CHECK_THAT(shown("select dblink('host=h password=' || 'S', 'select 1')"),
               !Catch::Contains("'S'"));
    CHECK_THAT(shown("do $$ begin execute 'alter role n password ''' || 'S' || ''''; end $$"),
               !Catch::Contains("'S'"));
}

TEST_CASE("passwords of connection strings are redacted") {
    CHECK(shown("select dblink('host=h password = S user=u', 'select 1')") ==
          "select dblink('host=h password = redacted user=u', 'select 1')");
    CHECK(shown("select dblink('sslpassword=S')") == "select dblink('sslpassword=redacted')");
    CHECK(shown("select dblink('host=h password=''S S'' user=u')") ==
          "select dblink('host=h password=''redacted'' user=u')");
    CHECK_THAT(shown("select dblink('host=h password=''S\\''S'' user=u')"), !Catch::Contains("S"));
    CHECK(shown("select dblink('host=h password=!S')") ==
          "select dblink('host=h password=redacted')");
    CHECK(shown("connect('postgres://u:S:S@h:1/db?a=b@c')") ==
          "connect('postgres://u:redacted@h:1/db?a=b@c')");
    CHECK(shown("select 'http://h:80/a@b', 'postgres://u@h/d'") ==
          "select 'http://h:80/a@b', 'postgres://u@h/d'");
}

TEST_CASE("passwords in messages are redacted") {
    const auto prose = [](std::string_view text) { return shown(text, TextKind::prose); };
    CHECK(prose("connection failed: host=x password=S user=y") ==
          "connection failed: host=x password=redacted user=y");
    CHECK(prose("SQL statement \"alter role n password 'S'\"\nPL/pgSQL function f") ==
          "SQL statement \"alter role n password 'redacted'\"\nPL/pgSQL function f");
    CHECK_THAT(prose("SQL statement \"alter role n password 'S\"S'\"\nPL/pgSQL"),
               !Catch::Contains("S'"));
    CHECK_THAT(prose("can't take password 'SEC' of it"), !Catch::Contains("SEC"));
    CHECK(prose("can't take password=S") == "can't take password=redacted");
    CHECK(prose("{\"password\": \"S S\", \"a\": 1}") == "{\"password\": redacted, \"a\": 1}");
}

TEST_CASE("what only speaks of passwords is left as it is") {
    const auto* text =
        GENERATE("select password_hint, 'x' from t where password = $1 -- wW",
                 "select a.password = b.password, 'c' from a",
                 "insert into t values ('forgot password', 'x')",
                 "set password_encryption = 'scram-sha-256'", "alter role r password null");
    CHECK(shown(text) == text);
    const auto* message =
        GENERATE("password authentication failed for user \"x\"", "invalid option \"password\"",
                 "column \"password\" of relation \"t\" does not exist", "don't");
    CHECK(shown(message, TextKind::prose) == message);
}

TEST_CASE("strings in strings without end are redacted as a whole") {
    std::string text = "alter role n password 'S'";
    for (int i = 0; i < 40; ++i)
        text = "do $q" + std::to_string(i) + "$ " + text + " $q" + std::to_string(i) + "$";
    CHECK_THAT(shown(text), !Catch::Contains("'S'"));
}
