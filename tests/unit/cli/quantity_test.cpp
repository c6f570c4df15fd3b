#include "cli/quantity.h"

#include <catch2/catch.hpp>

using namespace pgoscope::cli;

TEST_CASE("A count is decimal digits and nothing else") {
    CHECK(parse_count("0") == 0U);
    CHECK(parse_count("18446744073709551615") == UINT64_MAX);
    for (const auto* bad : {"", "-1", "+1", " 1", "1 ", "0x10", "1.0", "18446744073709551616"})
        CHECK_FALSE(parse_count(bad));
}

TEST_CASE("A size has K, M or G for powers of 1024") {
    CHECK(parse_size("4096") == 4096U);
    CHECK(parse_size("64K") == 65536U);
    CHECK(parse_size("64k") == 65536U);
    CHECK(parse_size("1M") == 1048576U);
    CHECK(parse_size("3G") == 3221225472U);
    CHECK(parse_size("17179869183G") == 17179869183ULL << 30U);
    for (const auto* bad : {"", "K", "1T", "1KB", "1.5M", "-1K", "17179869184G"})
        CHECK_FALSE(parse_size(bad));
}

TEST_CASE("A duration has a unit") {
    CHECK(parse_duration("7ns") == 7);
    CHECK(parse_duration("50us") == 50'000);
    CHECK(parse_duration("50µs") == 50'000);
    CHECK(parse_duration("1.204ms") == 1'204'000);
    CHECK(parse_duration("30s") == 30'000'000'000);
    CHECK(parse_duration("1.5min") == 90'000'000'000);
    CHECK(parse_duration("3h") == 10'800'000'000'000);
    CHECK(parse_duration("0.9ns") == 0);
    for (const auto* bad :
         {"", "50", "ms", ".5s", "1.s", "1..5s", "-1s", "1 s", "1d", "9223372037s", "2562048h"})
        CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("A decimal keeps every digit it can, and never overflows") {
    constexpr std::int64_t second = 1'000'000'000;
    CHECK(parse_decimal("1795209370.123456789", second) == 1'795'209'370'123'456'789);
    CHECK(parse_decimal("0.1234567891", second) == 123'456'789);
    CHECK(parse_decimal("9223372036.854775807", second) == INT64_MAX);
    CHECK_FALSE(parse_decimal("9223372036.854775808", second));
    CHECK_FALSE(parse_decimal("9223372037", second));
}
