#pragma once

#include <cstdint>

namespace pgoscope::tcp {

/// A sequence number that never wraps: its low 32 bits are those on the wire (RFC 9293, 3.4). Only
/// differences between two of the same direction mean anything.
using Sequence = std::uint64_t;

/// The largest window there can be (RFC 7323, 2.3). What lies farther from the next expected byte
/// cannot belong to the stream as it is known.
inline constexpr Sequence maximum_window = 1ULL << 30;

/// How far from the known end of a stream a RST may lie and still be believed. Windows are not
/// followed, so this is a generous receive buffer; a blind guess hits it once in 512.
inline constexpr Sequence reset_window = 1ULL << 22;

/// The first number of a stream; far enough above zero that anything before it is not negative.
[[nodiscard]] constexpr Sequence first_sequence(std::uint32_t wire) noexcept {
    return (1ULL << 32) + wire;
}

/// The sequence that ends in `wire` and is nearest to `reference`.
[[nodiscard]] constexpr Sequence unwrap(Sequence reference, std::uint32_t wire) noexcept {
    const auto distance = static_cast<std::int32_t>(wire - static_cast<std::uint32_t>(reference));
    return reference + static_cast<Sequence>(std::int64_t{distance});
}

[[nodiscard]] constexpr bool within(Sequence a, Sequence b, Sequence distance) noexcept {
    return (a < b ? b - a : a - b) <= distance;
}

}  // namespace pgoscope::tcp
