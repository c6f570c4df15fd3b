#include "analyzer/session/redaction/recent_requests.h"

#include <algorithm>
#include <utility>

namespace pgoscope::session {
namespace {

/// The budget is taken in multiples of this.
constexpr std::size_t step_bytes = 1024;

}  // namespace

bool RecentRequests::add(const Addition& addition, std::size_t most_bytes, MemoryBudget& budget) {
    const auto bytes = size_of(addition.text);
    if (addition.cut) forget(addition.exchange);
    if (bytes > most_bytes) {
        forget(addition.exchange);
        return false;
    }
    while (bytes_ + bytes > most_bytes)
        drop_oldest();
    while (!reserve(bytes_ + bytes, budget)) {
        if (requests_.empty()) {
            forget(addition.exchange);
            return false;
        }
        drop_oldest();
    }
    bytes_ += bytes;
    requests_.push_back(
        {addition.exchange, addition.sql, addition.reading, std::string(addition.text)});
    return true;
}

void RecentRequests::forget(std::uint64_t exchange) noexcept {
    forgotten_ = std::max(forgotten_, exchange);
}

void RecentRequests::drop_oldest() noexcept {
    forget(requests_.front().exchange);
    bytes_ -= size_of(requests_.front().text);
    requests_.pop_front();
}

bool RecentRequests::reserve(std::size_t bytes, MemoryBudget& budget) {
    if (bytes <= reserved_) return true;
    const auto wanted = (bytes + step_bytes - 1) / step_bytes * step_bytes;
    share_ = {};  // returned first, so that the budget may grant these bytes again
    share_ = budget.take(wanted);
    const bool granted = share_.granted();
    if (granted)
        reserved_ = wanted;
    else
        share_ = budget.take(reserved_);
    return granted;
}

}  // namespace pgoscope::session
