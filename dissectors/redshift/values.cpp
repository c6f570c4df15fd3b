#include "dissectors/redshift/values.h"

#include <algorithm>
#include <array>

#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors::redshift {
namespace {

constexpr std::uint32_t numeric_oid = 1700;

struct TypeName {
    std::uint32_t oid;
    std::string_view name;
};
constexpr std::array type_names{
    TypeName{1188, "intervaly2m"}, TypeName{1190, "intervald2s"}, TypeName{3000, "geometry"},
    TypeName{3001, "geography"},   TypeName{3999, "geometryhex"}, TypeName{4000, "super"},
    TypeName{6551, "varbyte"},
};

/// The low half of the modifier less its header of four, as PostgreSQL's numeric has it.
std::size_t scale_of(std::int32_t type_modifier) noexcept {
    constexpr std::int32_t header = 4;
    constexpr std::uint32_t scale_mask = 0xffff;
    if (type_modifier < header) return 0;
    return static_cast<std::uint32_t>(type_modifier - header) & scale_mask;
}

/// Magnitude of a two's complement number of at most 16 bytes, highest byte first.
struct Magnitude {
    std::array<std::uint8_t, 16> bytes{};

    explicit Magnitude(Bytes number) noexcept {
        const bool negative = (number.front() & 0x80U) != 0;
        const auto mask = static_cast<std::uint8_t>(negative ? 0xff : 0);
        unsigned carry = negative ? 1 : 0;
        auto out = bytes.rbegin();
        for (auto in = number.rbegin(); in != number.rend(); ++in, ++out) {
            const auto sum = static_cast<unsigned>(*in ^ mask) + carry;
            *out = static_cast<std::uint8_t>(sum);
            carry = sum >> 8U;
        }
    }

    [[nodiscard]] bool zero() const noexcept {
        return std::ranges::all_of(bytes, [](auto byte) { return byte == 0; });
    }
    /// Divides by ten and answers the remainder.
    [[nodiscard]] unsigned pop_digit() noexcept {
        unsigned remainder = 0;
        for (auto& byte : bytes) {
            const auto part = remainder << 8U | byte;
            byte = static_cast<std::uint8_t>(part / 10);
            remainder = part % 10;
        }
        return remainder;
    }
};

/// Decimal digits of a number of 16 bytes, and a scale no larger than what Redshift allows.
constexpr std::size_t most_digits = 39;

void put_scaled(Bytes number, std::size_t scale, TextOutput& out) {
    std::array<char, most_digits + 1> reversed{};
    std::size_t digits = 0;
    Magnitude magnitude(number);
    while (!magnitude.zero() || digits <= scale)
        reversed.at(digits++) = static_cast<char>('0' + magnitude.pop_digit());

    if ((number.front() & 0x80U) != 0) out.put('-');
    while (digits > 0) {
        if (digits == scale) out.put('.');
        out.put(reversed.at(--digits));
    }
}

}  // namespace

std::string_view type_name(std::uint32_t type_oid) noexcept {
    const auto* const found = std::ranges::find(type_names, type_oid, &TypeName::oid);
    return found == type_names.end() ? std::string_view{} : found->name;
}

ValueText append_text(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value,
                      std::string& out, const ValueOptions& options) {
    if (type_oid != numeric_oid) return dissectors::append_text(type_oid, value, out, options);
    const auto scale = scale_of(type_modifier);
    if ((value.size() != 8 && value.size() != 16) || scale >= most_digits)
        return {ValueText::Form::malformed, false};
    TextOutput text(out, options);
    put_scaled(value, scale, text);
    text.mark_if_full();
    return {ValueText::Form::text, text.full()};
}

}  // namespace pgoscope::dissectors::redshift
