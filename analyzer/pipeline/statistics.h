#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "analyzer/events/sink.h"
#include "analyzer/stats/collector.h"

namespace pgoscope::pipeline {

/// What a run counts: from its start and, for each of some windows, since that was last looked at.
/// Everything is counted once, into the collector of what is recent, and moved on from there when
/// somebody looks. Histograms merge exactly, so that this changes no figure.
class Statistics {
  public:
    Statistics(const stats::CollectorOptions& options, std::size_t windows);

    [[nodiscard]] events::Sink& sink() noexcept { return windows_.empty() ? total_ : recent_; }

    /// Moves on what is recent: the collectors below are up to date then.
    void settle();
    /// Has them tell of these sessions, too.
    void show_open(const std::vector<events::OpenSession>& open, PacketTime now);
    [[nodiscard]] stats::Collector& total() noexcept { return total_; }
    [[nodiscard]] const stats::Collector& total() const noexcept { return total_; }
    /// What was counted since the window was taken before; valid until it is taken again.
    [[nodiscard]] const stats::Collector& take(std::size_t window);

  private:
    stats::Collector recent_;
    stats::Collector total_;
    struct Window {
        explicit Window(const stats::CollectorOptions& options) : collector(options) {}
        stats::Collector collector;
        bool taken = false;
    };
    std::vector<std::unique_ptr<Window>> windows_;
};

}  // namespace pgoscope::pipeline
