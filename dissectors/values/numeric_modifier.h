#pragma once

#include <algorithm>
#include <cstdint>

/// Type modifiers of numeric, by which scaled integers are read: ((precision << 16) | scale) + 4.
namespace pgoscope::dissectors {

inline constexpr std::int32_t numeric_modifier_offset = 4;

[[nodiscard]] constexpr std::int32_t numeric_modifier(std::uint32_t precision,
                                                      std::uint32_t scale) noexcept {
    return static_cast<std::int32_t>((precision & 0x7fffU) << 16U | (scale & 0xffffU)) +
           numeric_modifier_offset;
}

/// Without a modifier (-1) both are zero.
[[nodiscard]] constexpr std::uint32_t numeric_bits(std::int32_t type_modifier) noexcept {
    return static_cast<std::uint32_t>(std::max(type_modifier, numeric_modifier_offset) -
                                      numeric_modifier_offset);
}
[[nodiscard]] constexpr std::uint32_t numeric_precision(std::int32_t type_modifier) noexcept {
    return numeric_bits(type_modifier) >> 16U;
}
[[nodiscard]] constexpr std::uint32_t numeric_scale(std::int32_t type_modifier) noexcept {
    return numeric_bits(type_modifier) & 0xffffU;
}

}  // namespace pgoscope::dissectors
