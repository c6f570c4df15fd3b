#include <string_view>
#include <tuple>

#include "analyzer/report/live/screen/rankings.h"
#include "analyzer/report/text/keep_first.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/wording/error_message.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report {

std::string shortened(std::string text) {
    constexpr std::size_t columns = 500;
    cut_to_width(text, 0, columns);
    return text;
}

void rank_errors(ScreenFigures& figures, const Document& document, const Past& past) {
    const auto& stats = document.stats;
    auto& ranked = figures.error_states;
    for (const auto& [sqlstate, errors] : stats.errors().by_sqlstate()) {
        ErrorFigures error;
        error.sqlstate = escape_controls(sqlstate);
        error.condition = dissectors::condition_name(sqlstate);
        error.count = past.errors_since(sqlstate, errors.count);
        error.total = errors.count;
        if (!errors.samples.empty()) {
            const auto& sample = errors.samples.front();
            const auto fields = sample.fields();
            error.message = shortened(
                escape_controls(shown_message({fields, &sample.quoted}, document.options)));
        }
        ranked.push_back(std::move(error));
    }
    figures.distinct_errors = ranked.size();
    keep_first(ranked, figures.question.entries, [](const ErrorFigures& a, const ErrorFigures& b) {
        return std::tuple(b.count, b.total, std::string_view(a.sqlstate)) <
               std::tuple(a.count, a.total, std::string_view(b.sqlstate));
    });
}

void list_kinds(ScreenFigures& figures, const stats::Collector& stats, const Past& past) {
    for (std::size_t i = 0; i < events::exchange_kind_count; ++i) {
        const auto kind = static_cast<events::ExchangeKind>(i);
        const auto duration = past.since(stats, kind);
        if (duration.count > 0) figures.kinds.push_back({std::string(to_string(kind)), duration});
    }
}

}  // namespace pgoscope::report
