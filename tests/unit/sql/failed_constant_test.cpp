#include "analyzer/sql/failed_constant.h"

#include <string_view>

#include <catch2/catch.hpp>

namespace sql = pgoscope::sql;

TEST_CASE("a constant at which the parser failed is redacted") {
    const auto shown = [](std::string_view message) {
        CHECK(sql::quotes_constant(message));
        return sql::without_quoted_constant(message);
    };
    CHECK(shown("unterminated quoted string at or near \"'S\"") ==
          "unterminated quoted string at or near \"redacted\"");
    CHECK(shown("syntax error at or near \"'S \"S\" S'\"") ==
          "syntax error at or near \"redacted\"");
    CHECK(shown("syntax error at or near \"E'S'\"") == "syntax error at or near \"redacted\"");
    CHECK(shown("syntax error at or near \"U&'S'\"") == "syntax error at or near \"redacted\"");
    CHECK(shown("at or near \"$$S\"") == "at or near \"redacted\"");
    CHECK(shown("at or near \"$tag$S\"") == "at or near \"redacted\"");
    CHECK(shown("Syntaxfehler bei \u00bb'S'\u00ab") == "Syntaxfehler bei \u00bbredacted\u00ab");
    CHECK(shown("sur ou pr\u00e8s de \u00ab\u00a0'S'\u00a0\u00bb") ==
          "sur ou pr\u00e8s de \u00ab\u00a0redacted\u00bb");
    CHECK(shown("\"'S'\" \u6216\u8fd1") == "\"redacted\" \u6216\u8fd1");
    CHECK(shown("cut off at \"'S") == "cut off at \"redacted");
}

TEST_CASE("other quoted tokens stay") {
    const auto* message = GENERATE(
        "syntax error at or near \"frm\"", "there is no parameter \"$1\"", "\"$user\", public",
        "don't", "column \"E\" does not exist", "syntax error at end of input", "a \"", "");
    CHECK_FALSE(sql::quotes_constant(message));
    CHECK(sql::without_quoted_constant(message) == message);
}
