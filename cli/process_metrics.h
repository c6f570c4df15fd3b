#pragma once

#include <chrono>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

namespace pgoscope::cli {

/// What this program itself takes, under the names that all programs use for it.
class ProcessMetrics final : public prometheus::Collectable {
  public:
    ProcessMetrics();
    ~ProcessMetrics() override;
    ProcessMetrics(const ProcessMetrics&) = delete;
    ProcessMetrics& operator=(const ProcessMetrics&) = delete;

    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  private:
    int statm_;  ///< open from the start: later there may be no right to open it
    double started_;
};

}  // namespace pgoscope::cli
