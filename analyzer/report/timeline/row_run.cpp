#include "analyzer/report/timeline/row_run.h"

#include "analyzer/events/copy_payload.h"

namespace pgoscope::report {
namespace {

/// Messages that come in long runs of little interest each.
bool comes_in_runs(const events::MessageEvent& event) noexcept {
    using enum events::MessageName;
    if (event.payload != nullptr) return event.payload->is_bulk();
    const auto name = event.name();
    return name == DataRow || name == AsciiRow || name == BinaryRow || name == CopyData ||
           name == ParameterStatus;
}

std::uint64_t exchange_of(const events::MessageEvent& event) noexcept {
    return event.exchange != nullptr ? event.exchange->number : 0;
}

}  // namespace

bool RowRun::ended_by(const events::MessageEvent& event) const noexcept {
    return event.name() != name_ || !comes_in_runs(event) || event.direction != direction_ ||
           exchange_of(event) != exchange_;
}

bool RowRun::fold(const events::MessageEvent& event) noexcept {
    if (!comes_in_runs(event)) {
        clear();
        return false;
    }
    if (ended_by(event)) {
        clear();
        name_ = event.name();
        direction_ = event.direction;
        exchange_ = exchange_of(event);
    }
    if (++seen_ <= rows_with_a_line) return false;
    folded_bytes_ += event.length_bytes;
    last_time_ = event.time;
    return true;
}

}  // namespace pgoscope::report
