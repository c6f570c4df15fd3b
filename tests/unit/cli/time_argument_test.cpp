#include "cli/time_argument.h"

#include <string>

#include <catch2/catch.hpp>

#include "cli/usage_error.h"

using namespace pgoscope::cli;

namespace {

std::int64_t parse(std::string_view text) {
    return parse_time_argument("--since", text);
}

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t moment = 1'795'209'370 * second;  // 2026-11-20 21:16:10 UTC

}  // namespace

TEST_CASE("A time is RFC 3339, whole or cut off behind the date") {
    CHECK(parse("2026-11-20T21:16:10Z") == moment);
    CHECK(parse("2026-11-20t21:16:10z") == moment);
    CHECK(parse("2026-11-20 21:16:10") == moment);
    CHECK(parse("2026-11-20T21:16:10.775123456Z") == moment + 775'123'456);
    CHECK(parse("2026-11-20T22:46:10+01:30") == moment);
    CHECK(parse("2026-11-20T16:16:10-05") == moment);
    CHECK(parse("2026-11-20T21:16") == moment - 10 * second);
    CHECK(parse("2026-11-20") == moment - (21 * 3600 + 16 * 60 + 10) * second);
    CHECK(parse("1970-01-01") == 0);
    CHECK(parse("2024-02-29") == 1'709'164'800 * second);
    CHECK(parse("2016-12-31T23:59:60Z") == parse("2017-01-01T00:00:00Z"));
}

TEST_CASE("A time is also seconds since 1970") {
    CHECK(parse("1795209370") == moment);
    CHECK(parse("1795209370.5") == moment + second / 2);
    CHECK(parse("0") == 0);
}

TEST_CASE("What is no time is refused in one line with the option's name") {
    for (const auto* bad :
         {"", "now", "10:21:16", "2026-13-01", "2026-02-29", "2026-11-20T24:00:00", "2026-11-20T",
          "2026-11-20T21:16:10.", "2026-11-20T21:16:10+", "2026-11-20T21:16:10Zx", "2026-1-2",
          "1969-12-31", "2262-01-01", "-5", "1795209370.", "2026-11-20T21:16:10+01:3"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(parse(bad), UsageError);
    }
    CHECK_THROWS_WITH(parse("now"), Catch::StartsWith("--since: 'now' is not a time"));
}
