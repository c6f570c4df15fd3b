#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pgoscope::stats {

/// At the end of a text that was cut.
inline constexpr std::string_view ellipsis = "\u2026";

/// Text from the traffic, cut to `most_bytes`, but not inside a UTF-8 sequence; what was cut ends
/// in an ellipsis.
[[nodiscard]] inline std::string bounded_text(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) return std::string(text);
    auto kept = most_bytes < ellipsis.size() ? 0 : most_bytes - ellipsis.size();
    const auto continues = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80;
    };
    while (kept > 0 && continues(kept))
        --kept;
    return std::string(text.substr(0, kept)).append(ellipsis);
}

}  // namespace pgoscope::stats
