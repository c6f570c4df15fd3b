#include "analyzer/report/text/utc.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace pgoscope::report {
namespace {

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;
constexpr std::int64_t seconds_a_day = 86'400;

struct Utc {
    std::chrono::year_month_day date;
    std::uint32_t second_of_day;
    std::uint32_t nanosecond;
};

Utc utc(PacketTime time) noexcept {
    auto seconds = time / nanoseconds_a_second;
    auto nanosecond = time % nanoseconds_a_second;
    if (nanosecond < 0) {
        nanosecond += nanoseconds_a_second;
        --seconds;
    }
    auto days = seconds / seconds_a_day;
    auto second_of_day = seconds % seconds_a_day;
    if (second_of_day < 0) {
        second_of_day += seconds_a_day;
        --days;
    }
    return {std::chrono::sys_days{std::chrono::days{days}},
            static_cast<std::uint32_t>(second_of_day), static_cast<std::uint32_t>(nanosecond)};
}

/// Writes `digits` decimal digits at `at`, zeros in front, and answers where they end.
char* put_digits(char* at, std::uint32_t value, std::size_t digits) noexcept {
    for (std::size_t i = digits; i > 0; --i) {
        at[i - 1] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return at + digits;
}

char* put_date(char* at, const std::chrono::year_month_day& date) noexcept {
    // 64-bit nanoseconds reach from 1677 to 2262: four digits always.
    at = put_digits(at, static_cast<std::uint32_t>(static_cast<int>(date.year())), 4);
    *at++ = '-';
    at = put_digits(at, static_cast<unsigned>(date.month()), 2);
    *at++ = '-';
    return put_digits(at, static_cast<unsigned>(date.day()), 2);
}

char* put_clock(char* at, std::uint32_t second_of_day) noexcept {
    at = put_digits(at, second_of_day / 3600, 2);
    *at++ = ':';
    at = put_digits(at, second_of_day / 60 % 60, 2);
    *at++ = ':';
    return put_digits(at, second_of_day % 60, 2);
}

}  // namespace

void append_rfc3339(std::string& out, PacketTime time) {
    const auto [date, second_of_day, nanosecond] = utc(time);
    char text[30];
    char* at = put_date(text, date);
    *at++ = 'T';
    at = put_clock(at, second_of_day);
    *at++ = '.';
    at = put_digits(at, nanosecond, 9);
    *at = 'Z';
    out.append(text, sizeof text);
}

void append_date(std::string& out, PacketTime time) {
    char text[10];
    put_date(text, utc(time).date);
    out.append(text, sizeof text);
}

void append_time_of_day(std::string& out, PacketTime time) {
    const auto at_that_time = utc(time);
    char text[15];
    char* at = put_clock(text, at_that_time.second_of_day);
    *at++ = '.';
    put_digits(at, at_that_time.nanosecond / 1000, 6);
    out.append(text, sizeof text);
}

}  // namespace pgoscope::report
