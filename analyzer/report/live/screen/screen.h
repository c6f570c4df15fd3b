#pragma once

#include <cstddef>

#include "analyzer/report/live/screen/canvas.h"
#include "analyzer/report/live/screen/controls.h"
#include "analyzer/report/live/screen/figures.h"

namespace pgoscope::report {

/// The whole screen, laid out for 80 by 24 and better where there is more; a smaller one shows what
/// fits.
[[nodiscard]] Canvas draw_screen(const ScreenFigures& figures, const ScreenControls& controls,
                                 std::size_t rows, std::size_t columns);

}  // namespace pgoscope::report
