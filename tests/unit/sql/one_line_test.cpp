#include "analyzer/sql/one_line.h"

#include <catch2/catch.hpp>

using pgoscope::sql::one_line;

TEST_CASE("SQL is shown on one line") {
    CHECK(one_line("  select\n\t1 \x01;\r\n", 80) == "select 1 ;");
    CHECK(one_line("", 80).empty());
    CHECK(one_line("select 1", 8) == "select 1");
    CHECK(one_line("select 12", 8) == "select \u2026");
    CHECK(one_line("select 1 ", 8) == "select 1");
    CHECK(one_line("abc d", 4) == "abc\u2026");
    CHECK(one_line("abcde", 1) == "\u2026");
    CHECK(one_line("abc", 0).empty());
}

TEST_CASE("characters are counted and never cut") {
    CHECK(one_line("\u00E9\u00E9\u00E9", 3) == "\u00E9\u00E9\u00E9");
    CHECK(one_line("\u00E9\u00E9\u00E9\u00E9", 3) == "\u00E9\u00E9\u2026");
    CHECK(one_line("\U0001F600\U0001F600", 1) == "\u2026");
    CHECK(one_line("\xFF\xC3", 2) == "\xFF\xC3");
    CHECK(one_line("\xC3z", 1) == "\u2026");
}
