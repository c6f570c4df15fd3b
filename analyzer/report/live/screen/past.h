#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/events/exchange.h"
#include "analyzer/report/live/screen/figures.h"
#include "analyzer/stats/collector.h"

namespace pgoscope::report {

/// What a collector had counted at an earlier moment, as far as a screen tells what came since. The
/// default is the beginning, when that was nothing.
class Past {
  public:
    Past() = default;
    Past(const stats::Collector& stats, Nanoseconds now);

    [[nodiscard]] Nanoseconds at() const noexcept { return at_; }

    [[nodiscard]] StatementWork since(const stats::StatementStats& statement) const;
    [[nodiscard]] std::uint64_t errors_since(std::string_view sqlstate, std::uint64_t now) const;
    /// Of all exchanges in the overall latency.
    [[nodiscard]] Spread overall_since(const stats::Collector& stats) const;
    [[nodiscard]] Spread since(const stats::Collector& stats, events::ExchangeKind kind) const;

  private:
    Nanoseconds at_ = 0;
    std::vector<StatementWork> by_statement_;  ///< by id
    StatementWork unknown_;                    ///< of those whose SQL is not known
    std::map<std::string, std::uint64_t, std::less<>> errors_;
    stats::Histogram overall_;
    std::array<stats::Histogram, events::exchange_kind_count> by_kind_;
};

}  // namespace pgoscope::report
