#pragma once

#include <algorithm>
#include <cstdint>

#include "analyzer/events/sink.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::stats {

/// The calls of all statements together: what is left of them beside some that are told apart can
/// be had by subtraction, without adding up all the others.
class CallTotals final : public events::Sink {
  public:
    void on_call(const events::SessionInfo& /*session*/, const events::Call& call) override {
        durations_.record(call.duration);
        total_ns_ += static_cast<std::uint64_t>(std::max<Nanoseconds>(call.duration, 0));
    }

    [[nodiscard]] const Histogram& durations() const noexcept { return durations_; }
    /// Their exact sum.
    [[nodiscard]] std::uint64_t total_ns() const noexcept { return total_ns_; }

  private:
    Histogram durations_;
    std::uint64_t total_ns_ = 0;
};

}  // namespace pgoscope::stats
