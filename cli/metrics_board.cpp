#include "cli/metrics_board.h"

#include <utility>

namespace pgoscope::cli {

MetricsBoard::Families MetricsBoard::Collect() const {
    std::unique_lock lock(mutex_);
    const auto asked = Clock::now();
    if (asked - made_ > fresh) {
        wanted_ = true;
        published_.wait_for(lock, patience, [&] { return closed_ || made_ >= asked; });
    }
    return families_;
}

bool MetricsBoard::wanted() const {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

void MetricsBoard::publish(Families families) {
    {
        const std::lock_guard lock(mutex_);
        families_ = std::move(families);
        made_ = Clock::now();
        wanted_ = false;
    }
    published_.notify_all();
}

void MetricsBoard::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    published_.notify_all();
}

}  // namespace pgoscope::cli
