#pragma once

#include <cstdint>

#include "dissectors/byte_reader.h"
#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_day = 86'400 * microseconds_per_second;

/// Reads microseconds; from a server without integer_datetimes, float8 seconds, whose infinities
/// become the largest and the smallest integer.
[[nodiscard]] std::int64_t read_microseconds(ByteReader& in, const TextOutput& out);

/// `12:34:56.789`: hours of two digits or more, fractions without trailing zeros.
void put_clock(std::uint64_t microseconds, TextOutput& out);

}  // namespace pgoscope::dissectors
