#include "cli/service_manager.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

namespace pgoscope::cli {
namespace {

constexpr std::chrono::seconds status_interval{5};
constexpr int keep_environment = 0;

void tell(const std::string& state) {
    (void)sd_notify(keep_environment, state.c_str());
}

}  // namespace

ServiceManager::ServiceManager(std::string work) : work_(std::move(work)) {
    // Called before there are threads.
    listens_ = std::getenv("NOTIFY_SOCKET") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    std::uint64_t microseconds = 0;
    if (listens_ && sd_watchdog_enabled(keep_environment, &microseconds) > 0)
        watchdog_interval_ = std::chrono::microseconds(microseconds / 2);
}

bool ServiceManager::look(pipeline::Now& now, Time time) {
    if (!listens_) return true;
    if (!std::exchange(knows_ready_, true)) tell("READY=1");
    if (watchdog_interval_ && time >= next_sign_of_life_) {
        tell("WATCHDOG=1");
        next_sign_of_life_ = time + *watchdog_interval_;
    }
    if (time >= next_status_) {
        const auto& trouble = now.trouble();
        tell(fmt::format("STATUS={}: {} packets{}{}", work_, now.packets(),
                         trouble.empty() ? "" : "; ", trouble));
        next_status_ = time + status_interval;
    }
    return true;
}

void ServiceManager::on_end(pipeline::Now& /*now*/) {
    if (listens_) tell("STOPPING=1\nSTATUS=making the last report");
}

}  // namespace pgoscope::cli
