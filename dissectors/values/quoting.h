#pragma once

#include <string_view>

namespace pgoscope::dissectors {

/// The server's array_isspace: independent of any locale.
inline constexpr std::string_view white_space = " \t\n\r\v\f";

/// Whether a member of a composite or a bound of a range needs quotes.
[[nodiscard]] constexpr bool holds_any(std::string_view text, std::string_view special) noexcept {
    return text.find_first_of(special) != std::string_view::npos ||
           text.find_first_of(white_space) != std::string_view::npos;
}

}  // namespace pgoscope::dissectors
