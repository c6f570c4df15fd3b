#include "cli/live_parts.h"

#include "cli/interruption.h"
#include "cli/wall_clock.h"

namespace pgoscope::cli {
bool AmountRead::look(pipeline::Now& now, Time /*time*/) {
    progress_->update(now.bytes_read(), now.bytes_total());
    return true;
}

bool ReportOnRequest::look(pipeline::Now& now, Time /*time*/) {
    if (take_report_request()) now.write_report();
    return true;
}

IntervalLines::IntervalLines(std::chrono::nanoseconds every, std::size_t window)
    : every_(every),
      window_(window),
      next_(std::chrono::steady_clock::now() + every),
      from_(wall_clock()) {}

bool IntervalLines::look(pipeline::Now& now, Time time) {
    if (time < next_) return true;
    write(now);
    // Intervals that were slept through are not made up for.
    next_ += every_ * ((time - next_) / every_ + 1);
    return true;
}

void IntervalLines::on_end(pipeline::Now& now) {
    write(now);
}

void IntervalLines::write(pipeline::Now& now) {
    const auto to = wall_clock();
    now.write_interval(window_, from_, to);
    from_ = to;
}

}  // namespace pgoscope::cli
