#include <algorithm>
#include <string>
#include <string_view>

#include "analyzer/report/live/screen/compact.h"
#include "analyzer/report/live/screen/parts.h"
#include "analyzer/report/live/screen/sparkline.h"

namespace pgoscope::report {
namespace {

constexpr std::size_t label_columns = 11;
constexpr std::size_t value_columns = 7;

/// A figure and its last minute, in half a row.
void draw_series(Canvas& canvas, std::size_t row, std::size_t begin, std::size_t end,
                 std::string_view label, const std::string& value, const Series& series,
                 Paint paint) {
    canvas.put(row, begin, label, Paint::dim);
    const auto value_end = begin + label_columns + value_columns;
    canvas.put_right(row, value_end, value, paint);
    const auto picture = value_end + 1;
    if (picture >= end) return;
    canvas.put(row, picture, sparkline(series, std::min(end - picture, Series::capacity)), paint);
}

void draw_title(Canvas& canvas, const ScreenFigures& figures, const ScreenControls& controls) {
    std::string end = figures.report_follows ? "REPORT AT THE END  " : "";
    if (controls.paused) end.append("PAUSED  ");
    end.append(compact_duration(figures.elapsed)).push_back(' ');
    canvas.bar(0);
    const auto room = canvas.columns() - std::min(canvas.columns(), columns_of(end) + 1);
    canvas.put(0, 0, " pgoscope " + figures.version + "  " + figures.sources, Paint::header, room);
    canvas.put_right(0, canvas.columns(), end, Paint::header);
}

void draw_latency_line(Canvas& canvas, std::size_t row, const ScreenFigures& figures) {
    auto at = canvas.put(row, 0, "latency", Paint::dim);
    at = std::max(at, label_columns);
    const auto& latency = figures.latency;
    std::string text = scope_text(figures) + ": ";
    if (latency.count == 0) {
        canvas.put(row, at, text + "nothing was answered");
        return;
    }
    text.append("p50 ").append(compact_duration(latency.p50));
    text.append("  p90 ").append(compact_duration(latency.p90));
    text.append("  p99 ").append(compact_duration(latency.p99));
    text.append("  max ").append(compact_duration(latency.max));
    canvas.put(row, at, text);
}

void draw_sessions_line(Canvas& canvas, std::size_t row, const ScreenFigures& figures) {
    canvas.put(row, 0, "sessions", Paint::dim);
    const auto count = [&](Activity activity) {
        const auto index = static_cast<std::size_t>(activity);
        return index < figures.sessions_by_activity.size() ? figures.sessions_by_activity[index]
                                                           : 0;
    };
    auto text = compact_count(figures.sessions_open) +
                " open: " + compact_count(count(Activity::active)) + " active, " +
                compact_count(count(Activity::idle)) + " idle, " +
                compact_count(count(Activity::idle_in_transaction) +
                              count(Activity::idle_in_failed_transaction)) +
                " in transaction";
    if (const auto unknown = count(Activity::unknown); unknown > 0)
        text += ", " + compact_count(unknown) + " not known";
    text += "; " + compact_count(figures.sessions_opened) + " seen";
    canvas.put(row, label_columns, text);
}

std::string loss_text(const LossFigures& loss) {
    std::string text;
    const auto add = [&text](std::uint64_t count, std::string_view what) {
        if (count == 0) return;
        if (!text.empty()) text.append(", ");
        text.append(compact_count(count)).append(" ").append(what);
    };
    add(loss.dropped_by_kernel.value_or(0), "dropped by kernel");
    add(loss.dropped_by_interface.value_or(0), "by interface");
    add(loss.gaps, loss.gaps == 1 ? "gap" : "gaps");
    add(loss.spoiled_exchanges,
        loss.spoiled_exchanges == 1 ? "exchange spoiled" : "exchanges spoiled");
    add(loss.malformed, "malformed");
    return text;
}

void draw_loss_line(Canvas& canvas, std::size_t row, const ScreenFigures& figures) {
    canvas.put(row, 0, "lost", Paint::dim);
    auto text = loss_text(figures.loss);
    if (!figures.trouble.empty()) text += (text.empty() ? "" : "; ") + figures.trouble;
    if (text.empty())
        canvas.put(row, label_columns, "nothing", Paint::good);
    else
        canvas.put(row, label_columns, text, Paint::error);
}

}  // namespace

std::string scope_text(const ScreenFigures& figures) {
    return figures.question.scope == Scope::total ? "since the start"
                                                  : "last " + compact_duration(figures.scope_ns);
}

void draw_head(Canvas& canvas, const ScreenFigures& figures, const ScreenControls& controls) {
    draw_title(canvas, figures, controls);
    const auto middle = canvas.columns() / 2;
    const auto end = canvas.columns();
    draw_series(canvas, 1, 0, middle, "calls/s", compact_rate(figures.calls.last()), figures.calls,
                Paint::plain);
    draw_series(canvas, 1, middle + 1, end, "errors/s", compact_rate(figures.errors.last()),
                figures.errors, figures.errors.last() > 0 ? Paint::error : Paint::plain);
    draw_series(canvas, 2, 0, middle, "p99",
                compact_duration(static_cast<Nanoseconds>(figures.p99.last())), figures.p99,
                Paint::plain);
    draw_series(canvas, 2, middle + 1, end, "bytes/s", compact_rate(figures.bytes.last()),
                figures.bytes, Paint::plain);
    draw_latency_line(canvas, 3, figures);
    draw_sessions_line(canvas, 4, figures);
    draw_loss_line(canvas, 5, figures);
}

}  // namespace pgoscope::report
