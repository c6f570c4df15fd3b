#include "analyzer/sql/secrets.h"

#include <catch2/catch.hpp>

#include "analyzer/sql/secrets/secret_names.h"
#include "tests/unit/sql/shown.h"

using pgoscope::sql::TextKind;

TEST_CASE("the constant behind the word PASSWORD is redacted") {
    CHECK(shown("alter role r PassWord 'S' superuser") ==
          "alter role r PassWord 'redacted' superuser");
    CHECK(shown("options (user 'u', \"password\" E'S\\'S')") ==
          "options (user 'u', \"password\" E'redacted')");
    CHECK(shown("alter role r password 'S") == "alter role r password 'redacted");
    CHECK(shown("update t set password='S' where password = 'S' and a = 'b'") ==
          "update t set password='redacted' where password = 'redacted' and a = 'b'");
    CHECK(shown("select f(password => 'S', b => 'c')") ==
          "select f(password => 'redacted', b => 'c')");
}

TEST_CASE("passwords in strings in strings are redacted") {
    CHECK(shown("do $$ begin execute 'alter role n password ''S''bogus'; end $$") ==
          "do $$ begin execute 'alter role n password ''redacted''redacted'; end $$");
    CHECK(shown("do $x$ begin alter role n password $y$S$y$; end $x$;") ==
          "do $x$ begin alter role n password $y$redacted$y$; end $x$;");
    CHECK(shown("do 'begin execute ''alter role n password ''''S''''''; end'") ==
          "do 'begin execute ''alter role n password ''''redacted''''''; end'");
    CHECK(shown("select f(E'alter role n password \\'S\\' x')") ==
          "select f(E'alter role n password \\'redacted\\' x')");
    CHECK(shown("create function f() returns void as $$ alter role n password 'S' $$") ==
          "create function f() returns void as $$ alter role n password 'redacted' $$");
    CHECK_THAT(shown("select 'alter role n password '''\n'S''' from t"), !Catch::Contains("S'"));
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
    CHECK(shown("connect('postgres://u:S@S@h:1/db')") == "connect('postgres://u:redacted@h:1/db')");
    CHECK(shown("could not translate host name \"S@S@h\" to address", TextKind::prose) ==
          "could not translate host name \"redacted@h\" to address");
    CHECK(shown("could not translate host name \"h\" to address: a@b", TextKind::prose) ==
          "could not translate host name \"h\" to address: a@b");
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
    CHECK(prose("{\"password\": \"S S\", \"a\": 1}") == "{\"password\": \"redacted\", \"a\": 1}");
}

TEST_CASE("keys of secrets that a message quotes are redacted") {
    CHECK(shown("Key (name, token)=(bob, S) S) already exists.", TextKind::prose) ==
          "Key (name, token)=(redacted) already exists.");
    CHECK(shown("Key (name)=(bob) is not present in table \"token\".", TextKind::prose) ==
          "Key (name)=(bob) is not present in table \"token\".");
}

TEST_CASE("what only speaks of passwords is left as it is") {
    const auto* text = GENERATE(
        "select password_hint, 'x' from t where password = $1 -- wW",
        "select a.password = b.password, 'c' from a",
        "insert into t values ('forgot password', 'x')",
        "set password_encryption = 'scram-sha-256'", "alter role r password null",
        "set session authorization 'joe'", "create schema s authorization joe",
        "select token from t where name = 'x' order by key",
        "create table t (key text primary key, foreign key (a) references b)",
        "select * from t where key = 1 and cache_key = 'x' and partition_key in ('a', 'b')",
        "select * from t where token_count = 5 and next_page_token = 'x'",
        "select count(token) > 5, token + 1, data->'token'->>'sub' from t",
        "insert into t (name, key, token) values ('a', 'b', null)",
        "select 'http://h:80/a@b', 'postgres://[::1]:5432/x', 'jdbc:x://h:1,g:2/d'",
        "select md5(x), E'a\\'b', 'it''s' from t where password is not null and a = 'b'");
    CHECK(shown(text) == text);
    const auto* message =
        GENERATE("password authentication failed for user \"x\"", "invalid option \"password\"",
                 "column \"password\" of relation \"t\" does not exist", "don't",
                 "Token \"x\" is invalid.", "duplicate key value violates unique constraint \"a\"");
    CHECK(shown(message, TextKind::prose) == message);
}

TEST_CASE("strings in strings without end are redacted as a whole") {
    std::string text = "alter role n password 'S'";
    for (int i = 0; i < 40; ++i)
        text = "do $q" + std::to_string(i) + "$ " + text + " $q" + std::to_string(i) + "$";
    CHECK_THAT(shown(text), !Catch::Contains("'S'"));
}

TEST_CASE("values of columns and settings that the list names are redacted") {
    CHECK(
        shown("insert into t (a, password) values ('a', 'S'), (1, crypt('S', x)) returning 'b'") ==
        "insert into t (a, password) values ('a', 'redacted'), (1, crypt('redacted', x)) "
        "returning 'b'");
    CHECK(shown("insert into t (a, api_key) select 'a', 'S' from b where c = 'd'") ==
          "insert into t (a, api_key) select 'a', 'redacted' from b where c = 'd'");
    CHECK(shown("update t set a = 'b', token = 'S', c = 'd'") ==
          "update t set a = 'b', token = 'redacted', c = 'd'");
    CHECK(shown("update t set (a, pwd) = ('S', 'S') where b = 'c'") ==
          "update t set (a, pwd) = ('redacted', 'redacted') where b = 'c'");
    CHECK(shown("select 'S' = t.secret, 'b' = c from t") ==
          "select 'redacted' = t.secret, 'b' = c from t");
    CHECK(shown("set local app.key to 'S', 'S'; set app.name = 'b'") ==
          "set local app.key to 'redacted', 'redacted'; set app.name = 'b'");
    CHECK(shown("select set_config('my.secret', 'S', false), set_config('a.b', 'c', true)") ==
          "select set_config('my.secret', 'redacted', false), set_config('a.b', 'c', true)");
    CHECK(shown("select pgp_sym_encrypt('data', 'S'), hmac('data', 'S', 'sha1')") ==
          "select pgp_sym_encrypt('data', 'redacted'), hmac('data', 'redacted', 'sha1')");
    CHECK(shown("select a from t where data->>'password' = 'S' and data->>'b' = 'c'") ==
          "select a from t where data->>'password' = 'redacted' and data->>'b' = 'c'");
}

TEST_CASE("what stands behind PASSWORD without quotes is redacted") {
    CHECK(shown("create role r password S login") == "create role r password redacted login");
    CHECK(shown("create role r password \"S\"") == "create role r password \"redacted\"");
    CHECK(shown("create role r password S!a'b") == "create role r password redacted");
    CHECK(shown("set app.password to S; select 1") == "set app.password to redacted; select 1");
}

TEST_CASE("a name and its value in joined constants are one text") {
    CHECK(shown("select dblink('host=h pass' || 'word=S', 'b')") ==
          "select dblink('host=h pass' || 'word=redacted', 'b')");
}

TEST_CASE("secrets of commands are redacted") {
    CHECK(shown("copy t from program 'curl -u bob:S -o f http://x'") ==
          "copy t from program 'curl -u bob:redacted -o f http://x'");
    CHECK(shown("copy t from program 'curl -sSu bob:S http://x; curl -sSubob:S http://x'") ==
          "copy t from program 'curl -sSu bob:redacted http://x; curl -sSubob:redacted http://x'");
    CHECK(shown("copy t from program 'ls -lu a; sort -ru b; tar -xpf c'") ==
          "copy t from program 'ls -lu a; sort -ru b; tar -xpf c'");
    CHECK(shown("copy t from program 'PGPASSWORD=S psql -pS --password=S --token S db'") ==
          "copy t from program 'PGPASSWORD=redacted psql -predacted --password=redacted --token "
          "redacted db'");
    CHECK(shown("program \"curl -sSu bob:S http://x\" failed", TextKind::prose) ==
          "program \"curl -sSu bob:redacted http://x\" failed");
    CHECK(shown("program \"curl -u bob:S http://x\" failed", TextKind::prose) ==
          "program \"curl -u bob:redacted http://x\" failed");
}

TEST_CASE("keys of known formats are redacted wherever they stand") {
    CHECK(shown("select 'AKIAIOSFODNN7EXAMPLE', 'MAKIA', 'md5'") ==
          "select 'redacted', 'MAKIA', 'md5'");
    CHECK(shown("x md5d41d8cd98f00b204e9800998ecf8427e y", TextKind::prose) == "x redacted y");
    CHECK(shown("SCRAM-SHA-256$4096:c2FsdA==$a:b", TextKind::prose) == "redacted");
    CHECK(
        shown("a\n-----BEGIN PRIVATE KEY-----\nS\n-----END PRIVATE KEY-----\nb", TextKind::prose) ==
        "a\n-----BEGIN PRIVATE KEYredacted-----END PRIVATE KEY-----\nb");
}

TEST_CASE("a text is read as its server reads it, and in doubt in every way") {
    using pgoscope::sql::any_reading;
    using pgoscope::sql::Reading;
    using pgoscope::sql::TrailBytes;
    const auto read = [](std::string_view text, Reading reading) {
        std::string out;
        pgoscope::sql::append_without_secrets(out, text, TextKind::code, reading);
        return out;
    };
    const auto* backslash = "create role r password 'ab\\'S' login";
    CHECK(read(backslash, Reading{true, TrailBytes::high}) ==
          "create role r password 'redacted' login");
    CHECK_THAT(read(backslash, any_reading), !Catch::Contains("S'"));
    const auto* two_bytes = "select E'\x83\\', 'a'; alter role r password 'S'";
    const Reading sjis{false, TrailBytes::one_or_katakana};
    CHECK(read(two_bytes, sjis) == "select E'\x83\\', 'a'; alter role r password 'redacted'");
    CHECK_THAT(read(two_bytes, any_reading), !Catch::Contains("S'"));
}

TEST_CASE("the values that are hidden are told as the server reads them") {
    using pgoscope::sql::secret_values;
    using Values = std::vector<std::string>;
    CHECK(secret_values("alter role r password E'it\\'s \\x41'", TextKind::code) ==
          Values{"it's A"});
    CHECK(secret_values("create role r password 'a''bc'; alter role r password 'a''bc'",
                        TextKind::code) == Values{"a'bc"});
    CHECK(secret_values("alter role r password U&'\\0041bcd'", TextKind::code) == Values{"Abcd"});
    CHECK(secret_values("do $$ begin execute 'alter role r password ''abcd'''; end $$",
                        TextKind::code) == Values{"abcd"});
    CHECK(secret_values("alter role r password 'abc'", TextKind::code).empty());
    CHECK(secret_values("select 'abcd'", TextKind::code).empty());
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "alter role r password '" + std::to_string(10'000 + i) + "';";
    CHECK(secret_values(many, TextKind::code).size() == 64);
}

TEST_CASE("parameters that stand where a secret stands are known") {
    using pgoscope::sql::SecretParameters;
    const SecretParameters inserted("insert into t (a, token) values ($1, $2), ($3, $4)");
    CHECK_FALSE(inserted.contains(1));
    CHECK(inserted.contains(2));
    CHECK_FALSE(inserted.contains(3));
    CHECK(inserted.contains(4));
    const SecretParameters set(
        "select set_config('app.password', $1, $2), set_config('a', $3, $2)");
    CHECK(set.contains(1));
    CHECK_FALSE(set.contains(2));
    CHECK_FALSE(set.contains(3));
    CHECK(SecretParameters("select set_config($1, $2, false)").contains(2));
    CHECK(SecretParameters("select 1 where $1 = api_key").contains(1));
    CHECK_FALSE(SecretParameters("select 1 where id = $1").contains(1));
}

TEST_CASE("of a statement that is cut, a parameter that is not seen may be a secret's") {
    using pgoscope::sql::Reading;
    using pgoscope::sql::SecretParameters;
    const SecretParameters cut("insert into t (a, password) values ($1, ", Reading{}, true);
    CHECK_FALSE(cut.contains(1));
    CHECK(cut.contains(2));
    CHECK_FALSE(SecretParameters("insert into t (a) values ($1, ", Reading{}, true).contains(2));
}

TEST_CASE("every name of the list is found by the one pass over the text") {
    using namespace pgoscope::sql;
    for (const auto name : secret_endings) {
        CAPTURE(name);
        CHECK(may_hold_secrets("a " + std::string(name) + " = 'S'"));
        CHECK(is_secret_name(name));
        if (name == "authorization") continue;  // a word of the grammar
        CHECK(shown("update t set " + std::string(name) + " = 'S'") ==
              "update t set " + std::string(name) + " = 'redacted'");
    }
    for (const auto part : secret_setting_parts)
        CHECK(may_hold_secrets("set x." + std::string(part) + " = S"));
    for (const auto& function : secret_functions) {
        CAPTURE(function.name);
        // Those whose arguments are named are found by the names.
        if (function.arguments != 0) CHECK(may_hold_secrets(function.name));
    }
    for (const auto& format : key_formats)
        CHECK(may_hold_secrets(std::string(format.prefix) +
                               "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789"));
}

TEST_CASE("names are compared without their separators, case and number") {
    using namespace pgoscope::sql;
    for (const auto* name : {"password", "rolpassword", "sslPassword", "_pq_token", "api_key",
                             "apiKey", "X-Api-Key", "aws_secret_access_key", "db_pass", "token_2"})
        CHECK(is_secret_name(name));
    for (const auto* name : {"key", "primary_key", "cache_key", "token_count", "password_hint",
                             "next_page_token", "tokens", "passenger", ""})
        CHECK_FALSE(is_secret_name(name));
    CHECK(is_secret_setting("app.key"));
    CHECK(is_secret_setting("MY.Db_Password"));
    CHECK_FALSE(is_secret_setting("password_encryption"));
    CHECK_FALSE(is_secret_setting("tcp_keepalives_idle"));
}

TEST_CASE("nothing makes reading a text slower than linear") {
    // Each would take minutes if something were read again for each of its parts.
    const auto* part = GENERATE("password=(", "password='", "://u:", "'||'password", "password(",
                                "/*password", "$a$password", "'x' = password ", "E'\\'password",
                                "a'b\xe3\\password'", "password[", "-----BEGIN PRIVATE KEY", "eyJ");
    std::string text;
    while (text.size() < 500'000)
        text += part;
    std::string out;
    pgoscope::sql::append_without_secrets(out, text, TextKind::code, pgoscope::sql::any_reading);
    CHECK_FALSE(out.empty());
}
