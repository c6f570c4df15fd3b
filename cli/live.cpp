#include "cli/live.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/live_parts.h"
#include "cli/live_screen.h"
#include "cli/live_watch.h"
#include "cli/metrics_server.h"
#include "cli/service_manager.h"

namespace pgoscope::cli {
namespace {

/// With series of their own. Each has a histogram: a scrape of many thousands would keep packets
/// waiting for seconds, and Prometheus busy for longer.
std::size_t most_statements(const Configuration& configuration) {
    constexpr std::size_t most = 1000;
    return std::min(most, configuration.settings.options.most_entries());
}

}  // namespace

std::unique_ptr<pipeline::Watch> make_live_watch(const Configuration& configuration,
                                                 const Log& log) {
    const auto& live = configuration.live;
    auto watch = std::make_unique<LiveWatch>(log);
    const bool writes_to_terminal = configuration.output.empty() || configuration.output == "-";
    // A report would be written across the screen, which keeps the request then.
    const bool screen_holds_output = live.screen && writes_to_terminal;
    if (!screen_holds_output) watch->add(std::make_unique<ReportOnRequest>());
    const auto& interfaces = configuration.settings.live->interfaces;
    watch->add(std::make_unique<ServiceManager>(fmt::format("{}", fmt::join(interfaces, ", "))));
    // Each part that takes snapshots has a window of its own: `configure` counts them.
    std::size_t window = 0;
    if (live.every) watch->add(std::make_unique<IntervalLines>(*live.every, window++));
    if (configuration.progress == ShowProgress::always)
        watch->add(std::make_unique<AmountRead>(Progress::Patience::none));
    if (configuration.progress == ShowProgress::when_slow)
        watch->add(std::make_unique<AmountRead>(Progress::Patience::half_second));
    if (live.duration) watch->add(std::make_unique<EndAfter>(*live.duration));
    // First, since what it asks the C library about the terminal is not for several threads.
    if (live.screen)
        watch->add(std::make_unique<LiveScreen>(live.screen_color, screen_holds_output, log));
    if (live.metrics) {
        auto server =
            std::make_unique<MetricsServer>(*live.metrics, most_statements(configuration));
        log.info("metrics are at " + server->url());
        watch->add(std::move(server));
    }
    return watch;
}

}  // namespace pgoscope::cli
