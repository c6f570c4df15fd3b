#include "cli/quantity.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace pgoscope::cli {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr Unit duration_units[] = {
    {"ns", 1},
    {"us", 1'000},
    {"µs", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"min", 60'000'000'000},
    {"h", 3'600'000'000'000},
};

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    unsigned shift = 0;
    if (!text.empty()) {
        switch (text.back()) {
            case 'k':
            case 'K':
                shift = 10;
                break;
            case 'M':
                shift = 20;
                break;
            case 'G':
                shift = 30;
                break;
            default:
                break;
        }
    }
    if (shift != 0) text.remove_suffix(1);
    const auto number = parse_count(text);
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() >> shift)
        return std::nullopt;
    return *number << shift;
}

std::optional<std::int64_t> parse_decimal(std::string_view text, std::int64_t scale) noexcept {
    constexpr auto greatest = std::numeric_limits<std::int64_t>::max();
    const auto point = std::min(text.find('.'), text.size());
    const auto whole = parse_count(text.substr(0, point));
    if (!whole || *whole > static_cast<std::uint64_t>(greatest / scale)) return std::nullopt;
    std::int64_t value = static_cast<std::int64_t>(*whole) * scale;
    if (point == text.size()) return value;

    const auto fraction = text.substr(point + 1);
    if (fraction.empty() || !std::all_of(fraction.begin(), fraction.end(), is_digit))
        return std::nullopt;
    for (const char digit : fraction) {
        scale /= 10;
        const std::int64_t part = (digit - '0') * scale;
        if (part > greatest - value) return std::nullopt;
        value += part;
    }
    return value;
}

std::optional<std::int64_t> parse_duration(std::string_view text) noexcept {
    const auto number_end = text.find_first_not_of("0123456789.");
    if (number_end == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(number_end);
    for (const auto& unit : duration_units) {
        if (unit.name != name) continue;
        const auto number = text.substr(0, number_end);
        // Minutes and hours are no powers of ten: their parts are counted as seconds.
        constexpr std::int64_t second = 1'000'000'000;
        if (unit.nanoseconds <= second) return parse_decimal(number, unit.nanoseconds);
        const auto seconds_in_unit = unit.nanoseconds / second;
        const auto units = parse_decimal(number, second);
        if (!units || *units > std::numeric_limits<std::int64_t>::max() / seconds_in_unit)
            return std::nullopt;
        return *units * seconds_in_unit;
    }
    return std::nullopt;
}

}  // namespace pgoscope::cli
