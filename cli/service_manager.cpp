#include "cli/service_manager.h"

#include <cstdint>
#include <cstdlib>

#include <systemd/sd-daemon.h>

namespace pgoscope::cli {
namespace {

constexpr std::chrono::seconds status_interval{5};
constexpr int keep_environment = 0;

void tell(const std::string& state) {
    (void)sd_notify(keep_environment, state.c_str());
}

}  // namespace

ServiceManager::ServiceManager() {
    // Called before there are threads.
    listens_ = std::getenv("NOTIFY_SOCKET") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    std::uint64_t microseconds = 0;
    if (listens_ && sd_watchdog_enabled(keep_environment, &microseconds) > 0)
        watchdog_interval_ = std::chrono::microseconds(microseconds / 2);
}

void ServiceManager::ready(const std::string& status) {
    if (listens_) tell("READY=1\nSTATUS=" + status);
}

void ServiceManager::alive(Clock::time_point now) {
    if (!watchdog_interval_ || now < next_sign_of_life_) return;
    next_sign_of_life_ = now + *watchdog_interval_;
    tell("WATCHDOG=1");
}

bool ServiceManager::wants_status(Clock::time_point now) const noexcept {
    return listens_ && now >= next_status_;
}

void ServiceManager::status(const std::string& text, Clock::time_point now) {
    next_status_ = now + status_interval;
    if (listens_) tell("STATUS=" + text);
}

void ServiceManager::stopping() {
    if (listens_) tell("STOPPING=1\nSTATUS=making the last report");
}

}  // namespace pgoscope::cli
