#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace pgoscope::cli {

/// The service manager that started this program and waits to hear from it (sd_notify(3)). Without
/// one every call does nothing. What cannot be told is not an error: the work goes on.
class ServiceManager {
  public:
    using Clock = std::chrono::steady_clock;

    /// Reads from the environment where it listens, and whether it is a watchdog: one that restarts
    /// programs which do not report for a while.
    ServiceManager();

    [[nodiscard]] bool listens() const noexcept { return listens_; }

    /// Everything is open, and the first packets are about to be read.
    void ready(const std::string& status);

    /// Called whenever the work goes on, as often as one likes: calms the watchdog twice in the
    /// time it waits.
    void alive(Clock::time_point now);
    /// True when the last status is old enough for another.
    [[nodiscard]] bool wants_status(Clock::time_point now) const noexcept;
    /// One line for `systemctl status`.
    void status(const std::string& text, Clock::time_point now);

    /// The last report is being made.
    void stopping();

  private:
    bool listens_ = false;
    /// Half of what the watchdog waits; absent: there is none.
    std::optional<Clock::duration> watchdog_interval_;
    Clock::time_point next_sign_of_life_{};
    Clock::time_point next_status_{};
};

}  // namespace pgoscope::cli
