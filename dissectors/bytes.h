#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pgoscope {

/// Bytes that somebody else owns. Whoever hands them out says how long they live.
using Bytes = std::span<const std::uint8_t>;

/// The same bytes as text; nothing is checked or copied.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace pgoscope
