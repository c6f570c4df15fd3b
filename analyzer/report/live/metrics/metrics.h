#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/live/metrics/families.h"
#include "analyzer/report/live/metrics/statement_series.h"
#include "analyzer/stats/call_totals.h"
#include "analyzer/stats/open_sessions.h"

namespace pgoscope::report {

/// What a monitoring system is told. Remembers which statements and SQLSTATEs have series of their
/// own, of which there are so many that the traffic cannot add to them without bound.
class MetricsModel {
  public:
    /// Statements with series of their own.
    explicit MetricsModel(std::size_t statements) : statements_(statements) {}

    /// Of the same capture, whose statistics only grow.
    [[nodiscard]] MetricFamilies families(const Document& document,
                                          const stats::OpenSessions& sessions,
                                          const stats::CallTotals& calls);

  private:
    static constexpr std::size_t most_foreign_sqlstates = 50;

    void add_errors(MetricFamilies& families, const stats::Collector& stats);
    void add_statements(MetricFamilies& families, const stats::Collector& stats,
                        const stats::CallTotals& calls);
    /// The label that errors of a SQLSTATE have.
    [[nodiscard]] std::string_view sqlstate_label(std::string_view sqlstate);

    StatementSeries statements_;
    /// Of servers and extensions that made up their own, the first ones.
    std::set<std::string, std::less<>> foreign_sqlstates_;
};

}  // namespace pgoscope::report
