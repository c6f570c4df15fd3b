#include "analyzer/report/live/screen/compact.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace pgoscope::report;

TEST_CASE("compact durations keep three digits and fit six characters") {
    const auto [duration, text] = GENERATE(table<std::int64_t, std::string>({
        {-5, "0ns"},
        {0, "0ns"},
        {999, "999ns"},
        {1'000, "1.00us"},
        {9'994, "9.99us"},
        {9'995, "10.0us"},
        {99'950, "100us"},
        {999'499, "999us"},
        {999'500, "1.00ms"},
        {120'400'000, "120ms"},
        {999'500'000, "1.00s"},
        {12'340'000'000, "12.3s"},
        {99'950'000'000, "1m40s"},
        {252'400'000'000, "4m12s"},
        {3'599'500'000'000, "1h00m"},
        {11'100'000'000'000, "3h05m"},
        {187'200'000'000'000, "2d04h"},
        {10'368'000'000'000'000, "120d"},
    }));
    CHECK(compact_duration(duration) == text);
}

TEST_CASE("compact counts, rates and shares") {
    CHECK(compact_count(9'999) == "9999");
    CHECK(compact_count(10'000) == "10.0k");
    CHECK(compact_count(999'499) == "999k");
    CHECK(compact_count(999'500) == "1.00M");
    CHECK(compact_count(std::numeric_limits<std::uint64_t>::max()) == "18.4E");
    CHECK(compact_rate(0) == "0");
    CHECK(compact_rate(0.125) == "0.12");
    CHECK(compact_rate(12.34) == "12.3");
    CHECK(compact_rate(1'234.4) == "1234");
    CHECK(compact_rate(12'345) == "12.3k");
    CHECK(compact_share(0) == "0%");
    CHECK(compact_share(0.001) == "<1%");
    CHECK(compact_share(1) == "100%");
}

TEST_CASE("no compact figure is wider than its column") {
    std::uint64_t value = 1;
    for (int i = 0; i < 63; ++i, value *= 2)
        for (const auto near : {value - 1, value, value + 1}) {
            CHECK(compact_duration(static_cast<std::int64_t>(near)).size() <= 7);
            CHECK(compact_count(near).size() <= 6);
            CHECK(compact_rate(static_cast<double>(near) / 1000).size() <= 6);
        }
}
