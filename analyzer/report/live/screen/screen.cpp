#include "analyzer/report/live/screen/screen.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "analyzer/report/live/screen/parts.h"

namespace pgoscope::report {
namespace {

constexpr std::string_view key_line =
    "q quit  h help  1-5 pages  tcmpre sort  w recent/total  jk scroll  space pause";

/// Statements, and below them the errors that there are.
void draw_overview(Canvas& canvas, Area area, const ScreenFigures& figures,
                   const ScreenControls& controls) {
    constexpr std::size_t most_errors = 5;
    constexpr std::size_t title_and_headings = 2;
    const auto errors =
        title_and_headings + std::clamp<std::size_t>(figures.error_states.size(), 1, most_errors);
    // On a low screen the statements are what is left.
    const auto below = std::min(errors, area.rows() / 2);
    const Area upper{area.first, area.end - below};
    draw_statements(canvas, upper, figures, controls, controls.scroll);
    draw_errors(canvas, {upper.end, area.end}, figures, 0);
}

void draw_page(Canvas& canvas, Area area, const ScreenFigures& figures,
               const ScreenControls& controls) {
    switch (controls.page) {
        case ScreenPage::overview:
            return draw_overview(canvas, area, figures, controls);
        case ScreenPage::statements:
            return draw_statements(canvas, area, figures, controls, controls.scroll);
        case ScreenPage::errors:
            return draw_errors(canvas, area, figures, controls.scroll);
        case ScreenPage::sessions:
            return draw_sessions(canvas, area, figures, controls, controls.scroll);
        case ScreenPage::latency:
            return draw_latency(canvas, area, figures, controls.scroll);
    }
}

}  // namespace

void draw_help(Canvas& canvas, Area area) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> keys{{
        {"q", "end, with the report if one was asked for"},
        {"h ?", "this help, and back"},
        {"1 to 5", "overview, statements, errors, sessions, latency by kind"},
        {"Tab", "the next of these pages"},
        {"t", "sort by time: of statements in all, of sessions in their state"},
        {"c", "sort by calls"},
        {"m p", "sort statements by mean, by 99th percentile (since the start)"},
        {"r e", "sort by rows, by errors"},
        {"w", "what happened in the last 5 to 10 s, or since the start"},
        {"j k, arrows", "scroll by a line"},
        {"d u, page keys", "scroll by ten lines"},
        {"g, Home", "back to the first line"},
        {"space", "pause the picture, not the listening"},
    }};
    constexpr std::size_t text_column = 18;
    auto row = area.first;
    if (row < area.end) canvas.put(row++, 0, "Keys", Paint::header);
    for (const auto& [key, text] : keys) {
        if (row >= area.end) return;
        canvas.put(row, 2, key, Paint::frontend);
        canvas.put(row++, text_column, text);
    }
}

Canvas draw_screen(const ScreenFigures& figures, const ScreenControls& controls, std::size_t rows,
                   std::size_t columns) {
    Canvas canvas(rows, columns);
    draw_head(canvas, figures, controls);
    if (rows <= head_rows) return canvas;
    const Area area{head_rows, rows - 1};
    if (controls.help)
        draw_help(canvas, area);
    else
        draw_page(canvas, area, figures, controls);
    canvas.put(rows - 1, 0, key_line, Paint::dim);
    return canvas;
}

}  // namespace pgoscope::report
