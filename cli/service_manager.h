#pragma once

#include <optional>
#include <string>

#include "cli/live_part.h"

namespace pgoscope::cli {

/// The service manager that started this program and waits to hear from it (sd_notify(3)): that the
/// first packet is about to be read, how many there were, that the last report is being made; and,
/// where it is a watchdog, twice in the time that it waits, that the work goes on. Without one
/// nothing is told. What cannot be told is no error.
class ServiceManager final : public LivePart {
  public:
    /// Reads from the environment who listens. `work` is what is being done, for a status line.
    explicit ServiceManager(std::string work);

    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
    void on_end(pipeline::Now& now) override;

  private:
    bool listens_ = false;
    bool knows_ready_ = false;
    std::string work_;
    /// Half of what the watchdog waits; absent: there is none.
    std::optional<Time::duration> watchdog_interval_;
    Time next_sign_of_life_{};
    Time next_status_{};
};

}  // namespace pgoscope::cli
