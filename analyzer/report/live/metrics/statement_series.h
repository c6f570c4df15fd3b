#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/report/live/metrics/duration_buckets.h"
#include "analyzer/stats/call_totals.h"
#include "analyzer/stats/statement_stats.h"

namespace pgoscope::report {

/// What statements did, as counters that only grow.
struct StatementCounters {
    DurationBuckets durations;  ///< of the calls
    std::uint64_t rows = 0;
    std::uint64_t errors = 0;

    StatementCounters& operator-=(const StatementCounters& earlier) noexcept;
    StatementCounters& operator+=(const StatementCounters& more) noexcept;
};

/// Gives the statements with the largest total time a series each and leaves the rest to one that
/// they share, in such a way that every call is counted once and no series ever goes back, though
/// the ranking changes: a statement's own series counts what it does while it has one, and what it
/// did before stays in the shared one. A series is given up only for a statement that has taken a
/// quarter more time, so that two statements of the same weight do not take turns.
class StatementSeries {
  public:
    explicit StatementSeries(std::size_t most) : most_(most) {}

    struct Series {
        const sql::Statement* statement = nullptr;
        StatementCounters counters;
    };

    /// Brings everything up to now. Always with the same, growing tables.
    void update(const stats::StatementTable& statements, const stats::CallTotals& totals);

    /// In the order in which they got their series.
    [[nodiscard]] const std::vector<Series>& own() const noexcept { return own_; }
    [[nodiscard]] const StatementCounters& shared() const noexcept { return shared_; }

  private:
    void give_series(const stats::StatementTable& statements);
    void begin(const stats::StatementStats& statement, std::size_t at);

    std::size_t most_;
    std::vector<Series> own_;
    std::vector<StatementCounters> before_;  ///< what each had done before it got its series
    StatementCounters given_up_;             ///< of series that are no more
    StatementCounters shared_;
    std::size_t known_ = 0;  ///< statements with an id below were there at the last update
};

}  // namespace pgoscope::report
