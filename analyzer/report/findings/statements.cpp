#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/report/findings/parts.h"
#include "analyzer/report/text/keep_first.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report::anomalies {
namespace {

constexpr std::size_t most_findings = 10;  // of one kind; more of the same help nobody

void add_repeated(const stats::RepeatedStatement& repeated, Found& found) {
    Anomaly anomaly{.kind = "n_plus_one", .severity = Severity::warning};
    anomaly.text.append("One statement was run ")
        .append(format_count(repeated.longest_run))
        .append(" times in a row by one session, each a round trip of its own for ")
        .append(repeated.rows <= repeated.calls ? "a row at most" : "a few rows")
        .append(" (")
        .append(format_count(repeated.calls))
        .append(" calls in ");
    append_counted(anomaly.text, repeated.runs, "such run");
    anomaly.text.append(", ")
        .append(format_duration(static_cast<Nanoseconds>(repeated.elapsed_ns)))
        .append("): one statement for all of them, or a pipeline, would save the waiting.");
    anomaly.session = repeated.longest_session;
    anomaly.statement = repeated.statement;
    anomaly.evidence = {{"runs", repeated.runs},
                        {"calls", repeated.calls},
                        {"longest_run", repeated.longest_run},
                        {"rows", repeated.rows},
                        {"elapsed_ns", repeated.elapsed_ns}};
    found.push_back(std::move(anomaly));
}

/// The value far above the median: the 99th percentile where a hundredth is more than one call.
Nanoseconds tail_of(const stats::Histogram& duration) {
    static constexpr std::uint64_t calls_for_p99 = 200;
    return duration.count() >= calls_for_p99 ? duration.value_at(stats::p99) : duration.max();
}

bool has_outliers(const stats::StatementStats& statement, const stats::Thresholds& thresholds) {
    if (statement.statement == nullptr || statement.calls < thresholds.outlier_calls) return false;
    const auto median = statement.duration.value_at(stats::p50);
    const auto tail = tail_of(statement.duration);
    return tail >= thresholds.outlier_floor &&
           static_cast<double>(tail) >= thresholds.outlier_factor * static_cast<double>(median);
}

void add_outliers(const stats::StatementStats& statement, Found& found) {
    const auto median = statement.duration.value_at(stats::p50);
    Anomaly anomaly{.kind = "slow_outliers", .severity = Severity::info};
    anomaly.text.append("A statement that takes ")
        .append(format_duration(median))
        .append(" as a rule took up to ")
        .append(format_duration(statement.duration.max()))
        .append(
            ": it waits for something now and then, such as a lock, a checkpoint or a plan "
            "that does not fit.");
    anomaly.statement = statement.statement;
    anomaly.evidence = {
        {"calls", statement.calls},
        {"p50_ns", static_cast<std::uint64_t>(median)},
        {"p99_ns", static_cast<std::uint64_t>(statement.duration.value_at(stats::p99))},
        {"max_ns", static_cast<std::uint64_t>(statement.duration.max())}};
    found.push_back(std::move(anomaly));
}

}  // namespace

void find_in_statements(const stats::Collector& stats, Found& found) {
    auto repeated = stats.behaviour().repeated();
    if (repeated.size() > most_findings) repeated.resize(most_findings);
    for (const auto& statement : repeated)
        add_repeated(statement, found);

    std::vector<const stats::StatementStats*> outliers;
    for (const auto& statement : stats.statements().by_id())
        if (has_outliers(statement, stats.thresholds())) outliers.push_back(&statement);
    keep_first(outliers, most_findings,
               [](const auto* a, const auto* b) { return stats::ranks_before(*a, *b); });
    for (const auto* statement : outliers)
        add_outliers(*statement, found);
}

}  // namespace pgoscope::report::anomalies
