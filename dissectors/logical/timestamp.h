#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pgoscope::dissectors::logical {

/// A time as plugins print it, in DateStyle ISO with its offset from UTC: `2026-01-02
/// 03:04:05.678+00`, `... -03:30`. In microseconds since 2000-01-01 00:00 UTC; nothing when the
/// text does not begin so. What follows the offset means nothing.
[[nodiscard]] std::optional<std::int64_t> read_timestamp(std::string_view text) noexcept;

}  // namespace pgoscope::dissectors::logical
