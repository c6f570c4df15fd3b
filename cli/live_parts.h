#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "cli/live_part.h"
#include "cli/progress.h"

/// The parts of a live capture that need nothing but its output.
namespace pgoscope::cli {

/// `--duration`: ends it.
class EndAfter final : public LivePart {
  public:
    explicit EndAfter(std::chrono::nanoseconds duration)
        : end_(std::chrono::steady_clock::now() + duration) {}
    [[nodiscard]] bool look(pipeline::Now& /*now*/, Time time) override { return time < end_; }

  private:
    Time end_;
};

/// `--progress`: how much came, in the place of a bar.
class AmountRead final : public LivePart {
  public:
    explicit AmountRead(Progress::Patience patience) : progress_(std::in_place, patience) {}
    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
    void on_end(pipeline::Now& /*now*/) override { progress_.reset(); }

  private:
    std::optional<Progress> progress_;
};

/// SIGUSR1: the report until now.
class ReportOnRequest final : public LivePart {
  public:
    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
};

/// `--every`: a line for each interval, and one for what is left of the last.
class IntervalLines final : public LivePart {
  public:
    /// Takes snapshots by this window.
    IntervalLines(std::chrono::nanoseconds every, std::size_t window);
    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
    void on_end(pipeline::Now& now) override;

  private:
    void write(pipeline::Now& now);

    std::chrono::nanoseconds every_;
    std::size_t window_;
    Time next_;
    std::int64_t from_;  ///< by the wall clock, nanoseconds since 1970
};

}  // namespace pgoscope::cli
