#include "dissectors/values/floating_point.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

namespace pgoscope::dissectors {
namespace {

// d1.d2d3... * 10^exponent.
struct Decimal {
    std::array<char, 17> digits{};
    std::size_t count = 0;
    int exponent = 0;

    [[nodiscard]] std::string_view text() const { return {digits.data(), count}; }
};

// Of the form d[.ddd]e[+-]dd, which to_chars writes.
Decimal parse_scientific(std::string_view text) {
    Decimal decimal;
    const auto mark = text.find('e');
    for (const auto character : text.substr(0, mark)) {
        if (character != '.') decimal.digits.at(decimal.count++) = character;
    }
    const auto exponent = text.substr(mark + (text[mark + 1] == '+' ? 2 : 1));
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
    return decimal;
}

// Whether a decimal lies exactly between two neighboring numbers, one of them `number`. A reader
// may round it either way, so the server takes one digit more than the shortest that IEEE allows.
template <typename Float>
bool is_halfway(const Decimal& decimal, Float number) {
    std::uint64_t value = 0;
    std::from_chars(decimal.digits.data(), decimal.digits.data() + decimal.count, value);
    auto power = decimal.exponent - static_cast<int>(decimal.count) + 1;

    // decimal = value * 2^twos with an odd value, unless that takes more bits than matter here.
    int twos = power;
    for (; value % 2 == 0; ++twos)
        value /= 2;
    for (; power > 0; --power) {
        if (value > std::numeric_limits<std::uint64_t>::max() / 5) return false;
        value *= 5;
    }
    for (; power < 0; ++power) {
        if (value % 5 != 0) return false;
        value /= 5;
    }

    // Half a unit in the last place of `number` is the lowest bit of what lies halfway. The numbers
    // below a power of two are twice as near as those above.
    constexpr auto precision = std::numeric_limits<Float>::digits;
    int exponent = 0;
    const auto fraction = std::frexp(number, &exponent);
    exponent = std::max(exponent, std::numeric_limits<Float>::min_exponent);
    const auto half_unit = exponent - precision - 1;
    const auto below_power_of_two = fraction == Float{0.5} && value >> (precision + 1) == 0;
    return twos == half_unit || (below_power_of_two && twos == half_unit - 1);
}

// The shortest that reads back as `number`, or with `digits_after_point` the nearest of that
// length.
template <typename Float, typename... Precision>
Decimal to_decimal(Float number, Precision... digits_after_point) {
    std::array<char, 32> text{};  // 17 digits, point and exponent need 23
    const auto written = std::to_chars(text.begin(), text.end(), number,
                                       std::chars_format::scientific, digits_after_point...);
    return parse_scientific({text.begin(), static_cast<std::size_t>(written.ptr - text.begin())});
}

template <typename Float>
Decimal shortest_decimal(Float number) {
    auto decimal = to_decimal(number);
    while (decimal.count < std::numeric_limits<Float>::max_digits10 &&
           is_halfway(decimal, number)) {
        decimal = to_decimal(number, static_cast<int>(decimal.count));
    }
    return decimal;
}

void put_fixed(const Decimal& decimal, TextOutput& out) {
    const auto digits = decimal.text();
    if (decimal.exponent < 0) {
        out.put("0.");
        out.put_repeated('0', static_cast<std::size_t>(-decimal.exponent - 1));
        out.put(digits);
        return;
    }
    const auto integer_digits = static_cast<std::size_t>(decimal.exponent) + 1;
    out.put(digits.substr(0, integer_digits));
    if (digits.size() <= integer_digits) {
        out.put_repeated('0', integer_digits - digits.size());
    } else {
        out.put('.');
        out.put(digits.substr(integer_digits));
    }
}

void put_with_exponent(const Decimal& decimal, TextOutput& out) {
    out.put(decimal.digits.front());
    if (decimal.count > 1) {
        out.put('.');
        out.put(decimal.text().substr(1));
    }
    out.put(decimal.exponent < 0 ? "e-" : "e+");
    out.put_decimal(static_cast<std::uint64_t>(std::abs(decimal.exponent)), 2);
}

template <typename Float>
void put(Float number, TextOutput& out) {
    if (std::isnan(number)) return out.put("NaN");
    if (std::signbit(number)) out.put('-');
    const auto magnitude = std::fabs(number);
    if (std::isinf(magnitude)) return out.put("Infinity");
    if (magnitude == 0) return out.put('0');

    const auto decimal = shortest_decimal(magnitude);
    if (decimal.exponent >= -4 && decimal.exponent < std::numeric_limits<Float>::digits10) {
        put_fixed(decimal, out);
    } else {
        put_with_exponent(decimal, out);
    }
}

}  // namespace

void put_shortest(double number, TextOutput& out) {
    put(number, out);
}
void put_shortest(float number, TextOutput& out) {
    put(number, out);
}

}  // namespace pgoscope::dissectors
