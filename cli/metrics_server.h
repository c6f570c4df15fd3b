#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "analyzer/report/live/metrics/metrics.h"
#include "cli/listen_address.h"
#include "cli/live_part.h"
#include "cli/metrics_board.h"
#include "cli/process_metrics.h"

namespace prometheus {
class Exposer;
}

namespace pgoscope::cli {

/// `--metrics`: answers GET /metrics in the text format of Prometheus, from the construction to the
/// end of the capture.
class MetricsServer final : public LivePart {
  public:
    /// `statements`: how many have series of their own. Throws UsageError when the address cannot
    /// be listened on.
    MetricsServer(const ListenAddress& address, std::size_t statements);
    ~MetricsServer() override;

    /// `http://127.0.0.1:9187/metrics`
    [[nodiscard]] std::string url() const;

    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
    void on_end(pipeline::Now& now) override;

  private:
    ListenAddress address_;
    report::MetricsModel model_;
    std::shared_ptr<MetricsBoard> board_;
    std::shared_ptr<ProcessMetrics> process_;
    std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace pgoscope::cli
