#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pgoscope::session {

/// Of a value that a report groups by, such as a parameter of the StartupMessage.
inline constexpr std::size_t longest_kept_value = 1024;

[[nodiscard]] inline std::string kept_value(std::string_view value) {
    return std::string(value.substr(0, longest_kept_value));
}

}  // namespace pgoscope::session
