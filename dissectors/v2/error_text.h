#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pgoscope::dissectors::v2 {

/// An error or notice of the old style taken apart. Servers write `SEVERITY:  message\n`; up to 7.2
/// a FATAL has a level, `FATAL 1:  `; from 7.4 on the message may end in ` at character N`. There
/// is no SQLSTATE. The views are valid as long as the text.
struct ErrorText {
    std::string_view severity;  ///< as written, without level; empty where the text has none
    std::string_view message;   ///< without the position and the newline at its end
    std::optional<std::uint32_t> position;  ///< in the query, in characters from 1
};

[[nodiscard]] ErrorText read_error_text(std::string_view text) noexcept;

}  // namespace pgoscope::dissectors::v2
