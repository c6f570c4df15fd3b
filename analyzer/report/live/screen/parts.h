#pragma once

#include "analyzer/report/live/screen/canvas.h"
#include "analyzer/report/live/screen/controls.h"
#include "analyzer/report/live/screen/figures.h"
#include "analyzer/report/live/screen/list.h"

/// What a screen consists of, from top to bottom.
namespace pgoscope::report {

/// Rows that the head takes.
inline constexpr std::size_t head_rows = 6;
void draw_head(Canvas& canvas, const ScreenFigures& figures, const ScreenControls& controls);

// Each with a title in the first row of its area.
void draw_statements(Canvas& canvas, Area area, const ScreenFigures& figures,
                     const ScreenControls& controls, std::size_t scroll);
void draw_errors(Canvas& canvas, Area area, const ScreenFigures& figures, std::size_t scroll);
void draw_sessions(Canvas& canvas, Area area, const ScreenFigures& figures,
                   const ScreenControls& controls, std::size_t scroll);
void draw_latency(Canvas& canvas, Area area, const ScreenFigures& figures, std::size_t scroll);

/// Every key and what it does.
void draw_help(Canvas& canvas, Area area);

/// `last 10 s`, `since the start`.
[[nodiscard]] std::string scope_text(const ScreenFigures& figures);

}  // namespace pgoscope::report
