#include "cli/live_watch.h"

#include <utility>

namespace pgoscope::cli {

bool LiveWatch::look(pipeline::Now& now) {
    if (auto trouble = now.trouble(); trouble != trouble_) {
        trouble_ = std::move(trouble);
        log_.warning(trouble_);
    }
    const auto time = std::chrono::steady_clock::now();
    bool go_on = true;
    for (const auto& part : parts_)
        if (!part->look(now, time)) go_on = false;
    return go_on;
}

void LiveWatch::on_end(pipeline::Now& now) {
    for (const auto& part : parts_)
        part->on_end(now);
}

}  // namespace pgoscope::cli
