#include "analyzer/report/text/text.h"

#include <array>
#include <charconv>

namespace pgoscope::report {
namespace {

constexpr Nanoseconds microsecond = 1'000;
constexpr Nanoseconds millisecond = 1'000 * microsecond;
constexpr Nanoseconds second = 1'000 * millisecond;
constexpr Nanoseconds minute = 60 * second;
constexpr Nanoseconds hour = 60 * minute;
constexpr Nanoseconds day = 24 * hour;

void append_zero_padded(std::string& out, std::uint64_t number, std::size_t digits) {
    const auto begin = out.size();
    append_number(out, number);
    const auto written = out.size() - begin;
    if (written < digits) out.insert(begin, digits - written, '0');
}

/// `number / unit` with `decimals` decimals, rounded half up.
void append_scaled(std::string& out, std::uint64_t number, std::uint64_t unit,
                   std::size_t decimals) {
    std::uint64_t scale = 1;
    for (std::size_t i = 0; i < decimals; ++i)
        scale *= 10;
    const auto step = unit / scale;
    const auto rounded = number / step + (number % step * 2 >= step ? 1 : 0);
    append_number(out, rounded / scale);
    if (decimals == 0) return;
    out.push_back('.');
    append_zero_padded(out, rounded % scale, decimals);
}

/// `4 min 12 s`: a long duration in two units.
void append_two_units(std::string& out, std::uint64_t duration, std::uint64_t large,
                      std::string_view large_name, std::uint64_t small,
                      std::string_view small_name) {
    append_number(out, duration / large);
    out.append(large_name);
    append_zero_padded(out, duration % large / small, 2);
    out.append(small_name);
}

void append_magnitude(std::string& out, std::uint64_t duration) {
    // Each limit is where rounding would show 1000 or 60 of a unit.
    if (duration < microsecond) {
        append_number(out, duration);
        out.append(" ns");
    } else if (duration < 9'950) {
        append_scaled(out, duration, microsecond, 1);
        out.append(" us");
    } else if (duration < millisecond - microsecond / 2) {
        append_scaled(out, duration, microsecond, 0);
        out.append(" us");
    } else if (duration < second - microsecond / 2) {
        append_scaled(out, duration, millisecond, 3);
        out.append(" ms");
    } else if (duration < minute - 50 * millisecond) {
        append_scaled(out, duration, second, 1);
        out.append(" s");
    } else if (duration < hour - second / 2) {
        append_two_units(out, duration + second / 2, minute, " min ", second, " s");
    } else if (duration < day) {
        append_two_units(out, duration, hour, " h ", minute, " min");
    } else {
        append_two_units(out, duration, day, " d ", hour, " h");
    }
}

/// Takes the sign off; safe for the smallest number too.
std::uint64_t append_sign(std::string& out, Nanoseconds duration) {
    if (duration >= 0) return static_cast<std::uint64_t>(duration);
    out.push_back('-');
    return ~static_cast<std::uint64_t>(duration) + 1;
}

}  // namespace

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_duration(std::string& out, Nanoseconds duration) {
    append_magnitude(out, append_sign(out, duration));
}

std::string format_duration(Nanoseconds duration) {
    std::string out;
    append_duration(out, duration);
    return out;
}

void append_milliseconds(std::string& out, Nanoseconds duration) {
    append_scaled(out, append_sign(out, duration), millisecond, 3);
    out.append(" ms");
}

void append_byte_count(std::string& out, std::uint64_t bytes) {
    if (bytes < 1'000) {
        append_counted(out, bytes, "byte");
        return;
    }
    static constexpr std::array<std::string_view, 6> names{" kB", " MB", " GB",
                                                           " TB", " PB", " EB"};
    std::uint64_t unit = 1'000;
    std::size_t i = 0;
    for (; i + 1 < names.size() && bytes >= unit * 1'000 - unit / 20; ++i)
        unit *= 1'000;
    append_scaled(out, bytes, unit, 1);
    out.append(names[i]);
}

std::string format_bytes(std::uint64_t bytes) {
    std::string out;
    append_byte_count(out, bytes);
    return out;
}

void append_count(std::string& out, std::uint64_t count) {
    const auto begin = out.size();
    append_number(out, count);
    for (auto at = out.size(); at > begin + 3;)
        out.insert(at -= 3, 1, ' ');
}

std::string format_count(std::uint64_t count) {
    std::string out;
    append_count(out, count);
    return out;
}

void append_counted(std::string& out, std::uint64_t count, std::string_view noun) {
    append_count(out, count);
    out.push_back(' ');
    out.append(noun);
    if (count != 1) out.push_back('s');
}

}  // namespace pgoscope::report
