#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "analyzer/events/exchange.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::stats {

/// One statement. `calls` and `rows` are what pg_stat_statements means by them: a failed statement
/// is an error and no call.
struct StatementStats {
    const sql::Statement* statement = nullptr;  ///< null: SQL not known
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint64_t rows = 0;
    std::uint64_t request_bytes = 0;
    std::uint64_t response_bytes = 0;
    std::uint64_t total_ns = 0;  ///< of the durations of its calls
    Histogram duration;
    Histogram service;
    Histogram time_to_first_reply;

    void merge(const StatementStats& from);
};

/// By total time, the largest first; ties by calls, errors, then by fingerprint.
[[nodiscard]] bool ranks_before(const StatementStats& a, const StatementStats& b) noexcept;

/// All statements of a catalog by its dense ids. Tables merge when they share the catalog.
class StatementTable {
  public:
    void add(const events::Call& call);
    /// A null statement is an error outside of any known one, which no statement answers for.
    void add_error(const sql::Statement* statement);
    void merge(const StatementTable& from);

    /// Calls of all statements, with known SQL or not.
    [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    /// By the statements' ids; entries of statements that were never counted are empty. Valid until
    /// the table changes.
    [[nodiscard]] const std::vector<StatementStats>& by_id() const noexcept { return by_id_; }
    /// Calls whose SQL is not known.
    [[nodiscard]] const StatementStats& unknown() const noexcept { return unknown_; }
    /// Those with calls or errors: the first `most` in the order of `ranks_before`, behind them
    /// the others in none. Who shows few of many thousands need not wait for the order of all.
    /// Valid until the table changes.
    [[nodiscard]] std::vector<const StatementStats*> ranked(std::size_t most = all) const;
    static constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

  private:
    StatementStats& of(const sql::Statement* statement);

    std::vector<StatementStats> by_id_;
    StatementStats unknown_;
    std::uint64_t calls_ = 0;
    std::uint64_t rows_ = 0;
};

}  // namespace pgoscope::stats
