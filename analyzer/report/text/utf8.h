#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::report {

/// What stands at the beginning of a text that need not be UTF-8 (RFC 3629): one well-formed
/// sequence, or the bytes that one U+FFFD replaces (a maximal subpart, Unicode 3.9, table 3-8).
struct Utf8Unit {
    std::uint8_t length = 0;  ///< bytes; 0 only for an empty text
    bool valid = false;
    char32_t code_point = 0;  ///< when valid
};
[[nodiscard]] Utf8Unit first_unit(std::string_view text) noexcept;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace pgoscope::report
