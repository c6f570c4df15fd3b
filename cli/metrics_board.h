#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

namespace pgoscope::cli {

/// Where the thread that reads packets and those that answer scrapes meet. Metrics are made by the
/// former, and only when somebody wants them and the last ones are older than a second.
class MetricsBoard final : public prometheus::Collectable {
  public:
    using Clock = std::chrono::steady_clock;
    using Families = std::vector<prometheus::MetricFamily>;

    // The side that answers scrapes.
    /// Waits for new metrics, but not for ever: the last ones are better than none.
    [[nodiscard]] Families Collect() const override;

    // The side that reads packets.
    [[nodiscard]] bool wanted() const;
    void publish(Families families);
    /// Nobody has to wait any more.
    void close();

  private:
    static constexpr auto fresh = std::chrono::seconds(1);
    static constexpr auto patience = std::chrono::seconds(3);

    mutable std::mutex mutex_;
    mutable std::condition_variable published_;
    mutable bool wanted_ = false;
    bool closed_ = false;
    Clock::time_point made_{};
    Families families_;
};

}  // namespace pgoscope::cli
