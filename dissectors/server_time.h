#pragma once

#include <cstdint>
#include <limits>

namespace pgoscope::dissectors {

/// A time as servers send it, in microseconds since 2000-01-01 00:00 UTC, in nanoseconds since the
/// Unix epoch. What does not fit becomes the nearest that does: such a time is no real one.
[[nodiscard]] constexpr std::int64_t unix_nanoseconds(
    std::int64_t microseconds_since_2000) noexcept {
    using Limits = std::numeric_limits<std::int64_t>;
    constexpr std::int64_t unix_microseconds_of_2000 = 946'684'800'000'000;
    constexpr auto latest = Limits::max() / 1000 - unix_microseconds_of_2000;
    constexpr auto earliest = Limits::min() / 1000 - unix_microseconds_of_2000;
    if (microseconds_since_2000 > latest) return Limits::max();
    if (microseconds_since_2000 < earliest) return Limits::min();
    return (microseconds_since_2000 + unix_microseconds_of_2000) * 1000;
}

}  // namespace pgoscope::dissectors
