#include "analyzer/report/live/metrics/metrics.h"

#include <algorithm>
#include <map>

#include "analyzer/report/live/metrics/traffic_metrics.h"
#include "analyzer/report/sections/report_page.h"
#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report {
namespace {

constexpr std::string_view other = "other";

bool is_sqlstate(std::string_view text) noexcept {
    return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

MetricLabels fingerprint_label(const sql::Statement& statement) {
    return {{"fingerprint", std::string(sql::FingerprintText(statement.fingerprint).view())}};
}

/// Enough to recognize it by.
std::string label_text(const sql::Statement& statement) {
    constexpr std::size_t columns = 200;
    auto text = statement_line(&statement);
    cut_to_width(text, 0, columns);
    return text;
}

}  // namespace

MetricFamilies MetricsModel::families(const Document& document, const stats::OpenSessions& sessions,
                                      const stats::CallTotals& calls) {
    MetricFamilies families;
    MetricFamilyBuilder::gauge("pgoscope_build_info", "Always 1; the version is a label.")
        .add(1.0, {{"version", document.facts.generator_version}})
        .to(families);
    add_capture_metrics(families, document);
    add_conversation_metrics(families, document, sessions);
    add_errors(families, document.stats);
    add_statements(families, document.stats, calls);
    return families;
}

std::string_view MetricsModel::sqlstate_label(std::string_view sqlstate) {
    if (sqlstate.empty()) return "none";
    if (dissectors::find_sqlstate(sqlstate) != nullptr) return sqlstate;
    if (const auto found = foreign_sqlstates_.find(sqlstate); found != foreign_sqlstates_.end())
        return *found;
    if (!is_sqlstate(sqlstate) || foreign_sqlstates_.size() >= most_foreign_sqlstates) return other;
    return *foreign_sqlstates_.emplace(sqlstate).first;
}

void MetricsModel::add_errors(MetricFamilies& families, const stats::Collector& stats) {
    std::map<std::string_view, std::uint64_t> by_label;
    for (const auto& [sqlstate, errors] : stats.errors().by_sqlstate())
        by_label[sqlstate_label(sqlstate)] += errors.count;
    auto errors = MetricFamilyBuilder::counter("pgoscope_errors_total", "ErrorResponse messages.");
    for (const auto& [label, count] : by_label)
        errors.add(count, {{"sqlstate", std::string(label)}});
    errors.to(families);
    MetricFamilyBuilder::counter("pgoscope_notices_total", "NoticeResponse messages.")
        .add(stats.notices().total())
        .to(families);
}

void MetricsModel::add_statements(MetricFamilies& families, const stats::Collector& stats,
                                  const stats::CallTotals& calls) {
    statements_.update(stats.statements(), calls);
    auto info = MetricFamilyBuilder::gauge(
        "pgoscope_statement_info", "Always 1; the normalized text of a statement is a label.");
    auto durations = MetricFamilyBuilder::histogram(
        "pgoscope_statement_duration_seconds",
        "Calls of a statement, from the first byte of the request to the last byte of its "
        "completion.");
    auto rows = MetricFamilyBuilder::counter("pgoscope_statement_rows_total",
                                             "Rows that a statement returned or changed.");
    auto errors = MetricFamilyBuilder::counter("pgoscope_statement_errors_total",
                                               "Calls of a statement that failed.");
    const auto add = [&](const StatementCounters& counters, const MetricLabels& labels) {
        durations.add(counters.durations.metric(), labels);
        rows.add(counters.rows, labels);
        errors.add(counters.errors, labels);
    };
    for (const auto& series : statements_.own()) {
        auto labels = fingerprint_label(*series.statement);
        add(series.counters, labels);
        labels.push_back({"query", label_text(*series.statement)});
        info.add(1.0, std::move(labels));
    }
    add(statements_.shared(), {{"fingerprint", std::string(other)}});
    info.to(families);
    durations.to(families);
    rows.to(families);
    errors.to(families);
}

}  // namespace pgoscope::report
