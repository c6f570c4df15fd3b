#include "analyzer/report/live/screen/compact.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace pgoscope::report {
namespace {

/// Three digits, as many of them decimals as there is room for.
std::string three_digits(double value, std::string_view unit) {
    // Where rounding would give a fourth digit there is one decimal less.
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return fmt::format("{:.{}f}{}", value, decimals, unit);
}

std::string scaled(double value) {
    static constexpr std::array<std::string_view, 6> units{"k", "M", "G", "T", "P", "E"};
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return three_digits(value, units[unit]);
}

}  // namespace

std::string compact_duration(Nanoseconds duration) {
    constexpr std::int64_t second = 1'000'000'000;
    constexpr double below_next = 999.5;
    const auto value = std::max<Nanoseconds>(duration, 0);
    const auto real = static_cast<double>(value);
    if (value < 1000) return fmt::format("{}ns", value);
    if (real / 1e3 < below_next) return three_digits(real / 1e3, "us");
    if (real / 1e6 < below_next) return three_digits(real / 1e6, "ms");
    if (real / 1e9 < 99.95) return three_digits(real / 1e9, "s");
    const auto seconds = value / second + (value % second >= second / 2 ? 1 : 0);
    if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
    const auto minutes = seconds / 60;
    constexpr std::int64_t minutes_a_day = 1440;
    if (minutes < minutes_a_day) return fmt::format("{}h{:02}m", minutes / 60, minutes % 60);
    const auto hours = minutes / 60;
    constexpr std::int64_t hours_of_hundred_days = 2400;
    if (hours < hours_of_hundred_days) return fmt::format("{}d{:02}h", hours / 24, hours % 24);
    return fmt::format("{}d", hours / 24);
}

std::string compact_count(std::uint64_t count) {
    if (count < 10'000) return fmt::format("{}", count);
    return scaled(static_cast<double>(count));
}

std::string compact_rate(double a_second) {
    if (a_second <= 0) return "0";
    if (a_second >= 999.5)
        return a_second < 9'999.5 ? fmt::format("{:.0f}", a_second) : scaled(a_second);
    return three_digits(a_second, "");
}

std::string compact_share(double share) {
    if (share > 0 && share < 0.01) return "<1%";
    return fmt::format("{:.0f}%", std::clamp(share, 0.0, 1.0) * 100);
}

}  // namespace pgoscope::report
