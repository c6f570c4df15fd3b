#include "analyzer/sql/transaction_identifier.h"

#include <catch2/catch.hpp>

#include "analyzer/sql/string_constant.h"

using pgoscope::sql::Reading;
using pgoscope::sql::string_value;
using pgoscope::sql::TrailBytes;
using pgoscope::sql::transaction_identifier;

TEST_CASE("the identifier of a prepared transaction is the statement's constant") {
    CHECK(transaction_identifier("prepare transaction 'a'") == "a");
    CHECK(transaction_identifier("/* 'x' */ COMMIT prepared E'\\'b'; -- 'c'") == "'b");
    CHECK(transaction_identifier("rollback prepared").empty());
    CHECK(transaction_identifier("rollback prepared 'cut o").empty());
}

TEST_CASE("what a string constant says") {
    CHECK(string_value("''") == "");
    CHECK(string_value("'it''s'") == "it's");
    CHECK(string_value("'a\\b'") == "a\\b");
    CHECK(string_value("'a' \n\t'b'") == "ab");
    CHECK(string_value("E'\\t\\101\\x41\\u00e9\\U0001F600\\'\\\\'") == "\tAA\u00e9\U0001F600'\\");
    CHECK(string_value("U&'d\\0061t\\+000061\\\\'") == "data\\");
    CHECK(string_value("$$it's$$") == "it's");
    CHECK(string_value("$q$ $$ $q$") == " $$ ");
    CHECK(string_value("$") == "");
}

TEST_CASE("a string constant is read as the session's server reads it") {
    CHECK(string_value("'a\\'b'", {.backslash_escapes = true}) == "a'b");
    // In SJIS the second byte of a character may look like a backslash.
    CHECK(string_value("E'\x83\\n'", {.trail_bytes = TrailBytes::one_or_katakana}) == "\x83\\n");
}
