#pragma once

#include "analyzer/report/live/screen/figures.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::report {

[[nodiscard]] Spread spread_of(const stats::Histogram& histogram);

/// Of the values that came since `before` was copied from the same histogram. Within the precision
/// of its buckets.
[[nodiscard]] Spread spread_since(const stats::Histogram& now, const stats::Histogram& before);

}  // namespace pgoscope::report
