#include "analyzer/pipeline/statistics.h"

namespace pgoscope::pipeline {

Statistics::Statistics(const stats::CollectorOptions& options, std::size_t windows)
    : recent_(options), total_(options) {
    for (std::size_t i = 0; i < windows; ++i)
        windows_.push_back(std::make_unique<Window>(options));
}

void Statistics::settle() {
    if (windows_.empty()) return;
    total_.merge(recent_);
    for (const auto& window : windows_) {
        // What was taken could be looked at until now.
        if (window->taken) window->collector.clear();
        window->taken = false;
        window->collector.merge(recent_);
    }
    recent_.clear();
}

void Statistics::show_open(const std::vector<events::OpenSession>& open, PacketTime now) {
    const auto& following = windows_.empty() ? total_ : recent_;
    total_.show_open(open, now, following);
    for (const auto& window : windows_)
        window->collector.show_open(open, now, following);
}

const stats::Collector& Statistics::take(std::size_t window) {
    windows_[window]->taken = true;
    return windows_[window]->collector;
}

}  // namespace pgoscope::pipeline
