#include <catch2/catch.hpp>

#include "dissectors/values/value_text.h"
#include "value_samples.h"

using namespace pgoscope::dissectors;

TEST_CASE("dates of all ages") {
    CHECK(text_of("date", "00000000") == "2000-01-01");
    CHECK(text_of("date", "ffffffff") == "1999-12-31");
    CHECK(text_of("date", "fff4dbf9") == "0001-01-01");
    CHECK(text_of("date", "fff4dbf8") == "0001-12-31 BC");
    CHECK(text_of("date", "ffda97a7") == "4714-11-24 BC");
    CHECK(text_of("date", "7fda970c") == "5874897-12-31");
    CHECK(text_of("date", "80000000") == "-infinity");
    CHECK(text_of("date", "7fffffff") == "infinity");
    CHECK(text_of("date", "ffda97a6") == "malformed");
    CHECK(text_of("date", "7fda970d") == "malformed");
}

TEST_CASE("times with and without a zone") {
    CHECK(text_of("time", "0000000000000000") == "00:00:00");
    CHECK(text_of("time", "000000141dd76000") == "24:00:00");
    CHECK(text_of("time", "000000141dd76001") == "malformed");
    CHECK(text_of("time", "ffffffffffffffff") == "malformed");
    CHECK(text_of("time", "0000000000000001") == "00:00:00.000001");
    CHECK(text_of("timetz", "0000000000000000 00000000") == "00:00:00+00");
    CHECK(text_of("timetz", "0000000000000000 00003138") == "00:00:00-03:30");
    CHECK(text_of("timetz", "0000000000000000 fffffb81") == "00:00:00+00:19:11");
    CHECK(text_of("timetz", "0000000000000000 0000e100") == "malformed");
}

TEST_CASE("timestamps") {
    CHECK(text_of("timestamp", "0000000000000000") == "2000-01-01 00:00:00");
    CHECK(text_of("timestamptz", "0000000000000000") == "2000-01-01 00:00:00+00");
    CHECK(text_of("timestamp", "ffffffffffffffff") == "1999-12-31 23:59:59.999999");
    CHECK(text_of("timestamptz", "7fffffffffffffff") == "infinity");
    CHECK(text_of("timestamptz", "fd0f7cc1411fa000") == "4714-11-24 00:00:00+00 BC");
    CHECK(text_of("timestamptz", "fd0f7cc1411f9fff") == "malformed");
    CHECK(text_of("timestamp", "7fffff5bb3b29fff") == "294276-12-31 23:59:59.999999");
    CHECK(text_of("timestamp", "7fffff5bb3b2a000") == "malformed");
    CHECK(text_of("timestamp", "7ffffffffffffffe") == "malformed");
}

TEST_CASE("intervals in the style postgres") {
    CHECK(text_of("interval", "0000000000000000 00000000 00000000") == "00:00:00");
    CHECK(text_of("interval", "0000000000000000 00000001 00000000") == "1 day");
    CHECK(text_of("interval", "0000000000000000 ffffffff 00000000") == "-1 days");
    CHECK(text_of("interval", "0000000000000001 ffffffff 00000000") == "-1 days +00:00:00.000001");
    CHECK(text_of("interval", "ffffffffffffffff 00000001 fffffff3") ==
          "-1 years -1 mons +1 day -00:00:00.000001");
    CHECK(text_of("interval", "8000000000000000 00000000 00000000") == "-2562047788:00:54.775808");
    CHECK(text_of("interval", "7fffffffffffffff 7fffffff 7fffffff") == "infinity");
    CHECK(text_of("interval", "8000000000000000 80000000 80000000") == "-infinity");
    CHECK(text_of("interval", "000000036c8bc080 0000000e") == "1 year 2 mons 04:05:06");
}

TEST_CASE("servers without integer_datetimes send float8 seconds") {
    const ValueOptions floats{.integer_datetimes = false};
    const auto text = [&](std::string_view type, std::string_view hex) {
        std::string out;
        const auto result = append_text(oid_by_name(type), from_hex(hex), out, floats);
        return result.form == ValueText::Form::malformed ? "malformed" : out;
    };
    CHECK(text("timestamp", "418071ff90000000") == "2001-02-03 04:05:06");
    CHECK(text("time", "40e61e193f7ced91") == "12:34:56.789");
    CHECK(text("timestamp", "7ff0000000000000") == "infinity");
    CHECK(text("timestamp", "fff0000000000000") == "-infinity");
    CHECK(text("timestamp", "7ff8000000000000") == "malformed");
    CHECK(text("timestamp", "7fe0000000000000") == "malformed");
    CHECK(text("interval", "3ff8000000000000 00000001 00000000") == "1 day 00:00:01.5");
    CHECK(text("date", "00000000") == "2000-01-01");
}
