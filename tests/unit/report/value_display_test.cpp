#include "analyzer/report/wording/value_display.h"

#include <catch2/catch.hpp>

#include "analyzer/encoding/converter.h"

using pgoscope::report::append_value;
using pgoscope::report::ValueKind;

namespace {

constexpr std::uint32_t text_oid = 25;
constexpr std::uint32_t bytea_oid = 17;

std::string shown(std::string_view value, ValueKind kind, std::string_view encoding) {
    pgoscope::encoding::Converters converters;
    std::string out = "<";
    append_value(out, pgoscope::as_bytes(value), kind,
                 converters.find(*pgoscope::encoding::find_encoding(encoding)));
    return out.append(">");
}

}  // namespace

TEST_CASE("text of values is shown in UTF-8, in either format") {
    CHECK(shown("gr\xFC\xDF", {.format = 0}, "LATIN1") == "<gr\u00fc\u00df>");
    CHECK(shown("gr\xFC\xDF", {.format = 1, .type_oid = text_oid}, "LATIN1") == "<gr\u00fc\u00df>");
    CHECK(shown("\x83\\", {}, "SJIS") == "<\u30bd>");
    CHECK(shown("gr\u00fc\u00df", {.format = 0}, "UTF8") == "<gr\u00fc\u00df>");
}

TEST_CASE("values that are no text of the encoding stay as they are") {
    CHECK(shown("\x80\xFF", {.format = 0}, "SJIS") == "<\x80\xFF>");
    CHECK(shown("\xFC", {.format = 1, .type_oid = bytea_oid}, "LATIN1") == "<\\xfc>");
    CHECK(shown("", {.format = 0}, "LATIN1") == "<>");
}

TEST_CASE("secrets in a value of an unknown type are hidden in either format") {
    CHECK(shown("host=h password=S", {.format = 1}, "UTF8") == "<host=h password=redacted>");
    CHECK(shown("\x01 password=S \x02", {.format = 1}, "UTF8") == "<redacted>");
    CHECK(shown("host=h", {.format = 1}, "UTF8") == "<\\x686f73743d68>");
}

TEST_CASE("the result of a function that gives any setting is taken for a secret") {
    using pgoscope::report::shape_kind;
    const pgoscope::events::ResultShape shape{{.name = "set_config"}, {.name = "count"}};
    CHECK(shape_kind(&shape, 0).secret);
    CHECK_FALSE(shape_kind(&shape, 1).secret);
}
