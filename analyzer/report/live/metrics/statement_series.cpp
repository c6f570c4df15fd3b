#include "analyzer/report/live/metrics/statement_series.h"

#include <algorithm>

#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

using stats::StatementStats;

StatementCounters counters_of(const StatementStats& stats) {
    return {DurationBuckets(stats.duration, stats.total_ns), stats.rows, stats.errors};
}

bool is_counted(const StatementStats& stats) noexcept {
    return stats.statement != nullptr && (stats.calls > 0 || stats.errors > 0);
}

/// The largest total time first, ties in the order of their first calls.
std::vector<const StatementStats*> largest(const stats::StatementTable& statements,
                                           std::size_t most) {
    std::vector<const StatementStats*> ranked;
    for (const auto& stats : statements.by_id())
        if (is_counted(stats)) ranked.push_back(&stats);
    const auto kept = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(most, ranked.size()));
    std::partial_sort(ranked.begin(), kept, ranked.end(),
                      [](const StatementStats* a, const StatementStats* b) {
                          if (a->total_ns != b->total_ns) return a->total_ns > b->total_ns;
                          return a->statement->id < b->statement->id;
                      });
    ranked.erase(kept, ranked.end());
    return ranked;
}

}  // namespace

StatementCounters& StatementCounters::operator-=(const StatementCounters& earlier) noexcept {
    durations -= earlier.durations;
    rows -= earlier.rows;
    errors -= earlier.errors;
    return *this;
}

StatementCounters& StatementCounters::operator+=(const StatementCounters& more) noexcept {
    durations += more.durations;
    rows += more.rows;
    errors += more.errors;
    return *this;
}

void StatementSeries::update(const stats::StatementTable& statements,
                             const stats::CallTotals& totals) {
    const auto& by_id = statements.by_id();
    give_series(statements);
    shared_ = {DurationBuckets(totals.durations(), totals.total_ns()), statements.rows(), 0};
    for (const auto& stats : by_id)
        shared_.errors += stats.errors;
    shared_ -= given_up_;
    for (std::size_t i = 0; i < own_.size(); ++i) {
        auto& counters = own_[i].counters;
        counters = counters_of(by_id[own_[i].statement->id]);
        counters -= before_[i];
        shared_ -= counters;
    }
    known_ = by_id.size();
}

void StatementSeries::give_series(const stats::StatementTable& statements) {
    const auto& by_id = statements.by_id();
    const auto total = [&by_id](const Series& series) {
        return by_id[series.statement->id].total_ns;
    };
    for (const auto* candidate : largest(statements, most_)) {
        const auto has_one = [candidate](const Series& series) {
            return series.statement == candidate->statement;
        };
        if (std::any_of(own_.begin(), own_.end(), has_one)) continue;
        if (own_.size() < most_) {
            own_.emplace_back();
            before_.emplace_back();
            begin(*candidate, own_.size() - 1);
            continue;
        }
        const auto least =
            std::min_element(own_.begin(), own_.end(),
                             [&](const Series& a, const Series& b) { return total(a) < total(b); });
        const auto weight = total(*least);
        if (candidate->total_ns <= weight + weight / 4) break;
        const auto at = static_cast<std::size_t>(least - own_.begin());
        given_up_ += least->counters;  // as last told; what it did since then is shared
        begin(*candidate, at);
    }
}

void StatementSeries::begin(const StatementStats& statement, std::size_t at) {
    own_[at] = {statement.statement, {}};
    // One that is new since the last update has nothing in the shared series yet.
    before_[at] = statement.statement->id < known_ ? counters_of(statement) : StatementCounters{};
}

}  // namespace pgoscope::report
