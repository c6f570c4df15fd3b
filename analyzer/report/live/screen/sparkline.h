#pragma once

#include <cstddef>
#include <string>

#include "analyzer/report/live/screen/series.h"

namespace pgoscope::report {

/// The newest values of a series as blocks, a column each, the newest on the right; heights are
/// shares of the largest value shown. Blank where there are no values yet.
[[nodiscard]] std::string sparkline(const Series& series, std::size_t columns);

}  // namespace pgoscope::report
