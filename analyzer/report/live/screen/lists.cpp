#include <algorithm>
#include <string>
#include <string_view>

#include "analyzer/report/live/screen/compact.h"
#include "analyzer/report/live/screen/parts.h"

namespace pgoscope::report {
namespace {

using Align = List::Align;

/// Draws the title and answers what is left of the area.
Area titled(Canvas& canvas, Area area, const std::string& title) {
    if (area.rows() > 0) canvas.put(area.first, 0, title, Paint::header);
    return {std::min(area.first + 1, area.end), area.end};
}

/// ` (5 to 20 of 340)` where not all are shown.
std::string part_shown(std::size_t scroll, std::size_t rows, std::size_t listed,
                       std::size_t distinct) {
    const auto first = std::min(scroll, listed);
    const auto last = std::min(first + rows, listed);
    if (first == 0 && last == distinct) return {};
    if (first == last) return " (none of " + std::to_string(distinct) + ")";
    return " (" + std::to_string(first + 1) + " to " + std::to_string(last) + " of " +
           std::to_string(distinct) + ")";
}

/// Rows for entries below a title and headings.
std::size_t entry_rows(Area area) noexcept {
    return area.rows() - std::min<std::size_t>(area.rows(), 2);
}

void say(Canvas& canvas, Area area, std::string_view sentence) {
    if (area.rows() > 1) canvas.put(area.first + 1, 1, sentence, Paint::dim);
}

std::string_view sort_text(SortBy sort) noexcept {
    switch (sort) {
        case SortBy::calls:
            return "calls";
        case SortBy::mean:
            return "mean";
        case SortBy::p99:
            return "p99";
        case SortBy::rows:
            return "rows";
        case SortBy::errors:
            return "errors";
        case SortBy::time:
            break;
    }
    return "total time";
}

std::string_view activity_text(Activity activity) noexcept {
    switch (activity) {
        case Activity::active:
            return "active";
        case Activity::idle:
            return "idle";
        case Activity::idle_in_transaction:
            return "idle in tx";
        case Activity::idle_in_failed_transaction:
            return "failed tx";
        case Activity::unknown:
            break;
    }
    return "?";
}

Paint activity_paint(Activity activity) noexcept {
    switch (activity) {
        case Activity::active:
            return Paint::good;
        case Activity::idle_in_transaction:
            return Paint::warning;
        case Activity::idle_in_failed_transaction:
            return Paint::error;
        default:
            return Paint::plain;
    }
}

/// A count of the scope: by the second where the scope moves on, in all where it only grows.
class Amount {
  public:
    explicit Amount(const ScreenFigures& figures)
        : seconds_(figures.question.scope == Scope::recent
                       ? static_cast<double>(figures.scope_ns) / 1e9
                       : 0) {}
    [[nodiscard]] std::string of(std::uint64_t count) const {
        return seconds_ > 0 ? compact_rate(static_cast<double>(count) / seconds_)
                            : compact_count(count);
    }
    [[nodiscard]] std::string of_time(std::uint64_t total_ns) const {
        const auto total = static_cast<double>(total_ns);
        return compact_duration(static_cast<Nanoseconds>(seconds_ > 0 ? total / seconds_ : total));
    }

  private:
    double seconds_;
};

}  // namespace

void draw_statements(Canvas& canvas, Area area, const ScreenFigures& figures,
                     const ScreenControls& controls, std::size_t scroll) {
    const auto& question = figures.question;
    const auto& statements = figures.statements;
    const auto body = titled(
        canvas, area,
        "Statements by " + std::string(sort_text(question.sort)) + ", " + scope_text(figures) +
            part_shown(scroll, entry_rows(area), statements.size(), figures.distinct_statements));
    const auto sorted = [&](SortBy by) { return controls.question.sort == by; };
    const bool rates = question.scope == Scope::recent;
    List list(canvas, body,
              {{rates ? "TIME/s" : "TIME", 6, Align::right, sorted(SortBy::time)},
               {"SHARE", 5},
               {rates ? "CALLS/s" : "CALLS", 7, Align::right, sorted(SortBy::calls)},
               {"MEAN", 6, Align::right, sorted(SortBy::mean)},
               {"P99", 6, Align::right, sorted(SortBy::p99)},
               {rates ? "ROWS/s" : "ROWS", 6, Align::right, sorted(SortBy::rows)},
               {rates ? "ERR/s" : "ERR", 5, Align::right, sorted(SortBy::errors)},
               {"STATEMENT", 0, Align::left}});
    if (statements.empty())
        return say(canvas, body,
                   rates ? "no statement ended in this time; w shows all since the start"
                         : "no statement ended yet");
    const Amount amount(figures);
    const auto all =
        static_cast<double>(std::max<std::uint64_t>(figures.all_statements.total_ns, 1));
    for (auto i = scroll; i < statements.size() && list.has_room(); ++i) {
        const auto& [text, work, p99] = statements[i];
        const bool called = work.calls > 0;
        list.add(
            {amount.of_time(work.total_ns), compact_share(static_cast<double>(work.total_ns) / all),
             amount.of(work.calls), (called ? compact_duration(work.mean()) : ""),
             (called ? compact_duration(p99) : ""), amount.of(work.rows), amount.of(work.errors),
             text},
            work.errors > 0 ? Paint::warning : Paint::plain);
    }
}

void draw_errors(Canvas& canvas, Area area, const ScreenFigures& figures, std::size_t scroll) {
    const auto& errors = figures.error_states;
    const auto body =
        titled(canvas, area,
               "Errors by SQLSTATE, " + scope_text(figures) +
                   part_shown(scroll, entry_rows(area), errors.size(), figures.distinct_errors));
    const bool rates = figures.question.scope == Scope::recent;
    List list(canvas, body,
              {{rates ? "ERR/s" : "ERRORS", 6},
               {"TOTAL", 6},
               {"STATE", 5, Align::left},
               {"CONDITION", 24, Align::left},
               {"FIRST MESSAGE", 0, Align::left}});
    if (errors.empty()) return say(canvas, body, "no errors");
    const Amount amount(figures);
    for (auto i = scroll; i < errors.size() && list.has_room(); ++i) {
        const auto& error = errors[i];
        list.add(
            {amount.of(error.count), compact_count(error.total),
             error.sqlstate.empty() ? "(none)" : error.sqlstate, error.condition, error.message},
            error.count > 0 ? Paint::error : Paint::plain);
    }
}

void draw_sessions(Canvas& canvas, Area area, const ScreenFigures& figures,
                   const ScreenControls& controls, std::size_t scroll) {
    constexpr std::size_t wide = 120;
    const auto& sessions = figures.sessions;
    const auto body = titled(canvas, area,
                             "Open sessions" + part_shown(scroll, entry_rows(area), sessions.size(),
                                                          figures.sessions_open));
    const bool all = canvas.columns() >= wide;
    const auto sorted = [&](SortBy by) { return controls.question.sort == by; };
    std::vector<List::Column> columns{{"SESSION", 7},
                                      {"USER@DATABASE", 18, Align::left},
                                      {"STATE", 10, Align::left, sorted(SortBy::time)},
                                      {"FOR", 6}};
    if (all) {
        columns.push_back({"CLIENT", 21, Align::left});
        columns.push_back({"APPLICATION", 16, Align::left});
        columns.push_back({"RETURNED", 8, Align::right, sorted(SortBy::rows)});
    }
    columns.push_back({"EXCH", 6, Align::right, sorted(SortBy::calls)});
    columns.push_back({"ERR", 5, Align::right, sorted(SortBy::errors)});
    columns.push_back({"STATEMENT", 0, Align::left});
    List list(canvas, body, std::move(columns));
    if (sessions.empty()) return say(canvas, body, "no session is open");
    for (auto i = scroll; i < sessions.size() && list.has_room(); ++i) {
        const auto& session = sessions[i];
        std::vector<std::string> cells{std::to_string(session.number), session.who,
                                       std::string(activity_text(session.activity)),
                                       session.since ? compact_duration(*session.since) : ""};
        if (all) {
            cells.push_back(session.client);
            cells.push_back(session.application);
            cells.push_back(compact_count(session.rows));
        }
        cells.push_back(compact_count(session.exchanges));
        cells.push_back(compact_count(session.errors));
        cells.push_back(session.statement);
        list.add(cells, activity_paint(session.activity));
    }
}

void draw_latency(Canvas& canvas, Area area, const ScreenFigures& figures, std::size_t scroll) {
    const auto body = titled(canvas, area, "Latency by kind, " + scope_text(figures));
    List list(canvas, body,
              {{"KIND", 14, Align::left},
               {"COUNT", 7},
               {"MEAN", 7},
               {"P50", 7},
               {"P90", 7},
               {"P99", 7},
               {"MAX", 7}});
    if (figures.kinds.empty()) return say(canvas, body, "nothing was answered in this time");
    const auto add = [&list](const std::string& name, const Spread& duration) {
        list.add({name, compact_count(duration.count), compact_duration(duration.mean),
                  compact_duration(duration.p50), compact_duration(duration.p90),
                  compact_duration(duration.p99), compact_duration(duration.max)});
    };
    if (scroll == 0 && figures.latency.count > 0) add("overall", figures.latency);
    for (auto i = scroll; i < figures.kinds.size(); ++i)
        add(figures.kinds[i].name, figures.kinds[i].duration);
}

}  // namespace pgoscope::report
