#pragma once

#include <cstddef>
#include <cstdint>

#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {

/// A signed integer of 128 bits, two's complement.
struct WideInteger {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

/// Digits of the largest such integer; no number has more of them behind its point.
inline constexpr std::size_t longest_scale = 39;

/// The decimal `number / 10^scale`: how warehouses that are not PostgreSQL send a numeric. `scale`
/// is at most `longest_scale`.
void put_scaled_integer(WideInteger number, std::size_t scale, TextOutput& out);

}  // namespace pgoscope::dissectors
