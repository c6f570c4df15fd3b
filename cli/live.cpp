#include "cli/live.h"

#include "cli/live_parts.h"
#include "cli/live_watch.h"

namespace pgoscope::cli {

std::unique_ptr<pipeline::Watch> make_live_watch(const Configuration& configuration,
                                                 const Log& log) {
    const auto& live = configuration.live;
    auto watch = std::make_unique<LiveWatch>(log);
    watch->add(std::make_unique<ReportOnRequest>());
    // Each part that takes snapshots has a window of its own: `configure` counts them.
    std::size_t window = 0;
    if (live.every) watch->add(std::make_unique<IntervalLines>(*live.every, window++));
    if (live.duration) watch->add(std::make_unique<EndAfter>(*live.duration));
    return watch;
}

}  // namespace pgoscope::cli
