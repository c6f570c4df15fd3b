#pragma once

#include <cstddef>
#include <string>

#include "analyzer/stats/histogram.h"

namespace pgoscope::report {

/// How durations are spread, as a row of block characters `columns` wide: time grows to the right
/// by equal factors from the shortest to the longest, a block's height is how many there are. Empty
/// without values.
[[nodiscard]] std::string latency_picture(const stats::Histogram& histogram, std::size_t columns);

}  // namespace pgoscope::report
