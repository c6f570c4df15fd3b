#pragma once

#include <chrono>

#include "analyzer/pipeline/watch.h"

namespace pgoscope::cli {

/// Something that accompanies a live capture: lines of reports, a screen, metrics, a watchdog.
class LivePart {
  public:
    using Time = std::chrono::steady_clock::time_point;

    LivePart() = default;
    LivePart(const LivePart&) = delete;
    LivePart& operator=(const LivePart&) = delete;
    virtual ~LivePart() = default;

    /// Called at least every 50 ms or so: each part keeps its own hours. It must not wait. False
    /// ends the capture, as if it had been interrupted.
    [[nodiscard]] virtual bool look(pipeline::Now& now, Time time) = 0;
    /// The capture is over; the final report is written next.
    virtual void on_end(pipeline::Now& /*now*/) {}
};

}  // namespace pgoscope::cli
