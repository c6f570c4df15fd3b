#include "analyzer/capture/packet_merger.h"

#include <algorithm>
#include <limits>

namespace pgoscope::capture {

void PacketMerger::begin_round() {
    released_.reset();
    limit_.reset();
    for (auto& queue : queues_) {
        queue.forget_taken();
        if (!queue.empty()) released_ = std::max(released_, std::optional(queue.last_time()));
    }
}

void PacketMerger::has_more(std::size_t interface) noexcept {
    const auto last = queues_[interface].last_time();
    limit_ = std::min(limit_.value_or(last), last);
}

void PacketMerger::end_round() noexcept {
    if (limit_ && released_) released_ = std::min(*released_, *limit_);
    const bool set_back = std::any_of(queues_.begin(), queues_.end(),
                                      [](const auto& queue) { return queue.clock_was_set_back(); });
    if (set_back || queues_.size() == 1) release_all();
}

void PacketMerger::release_all() noexcept {
    released_ = std::numeric_limits<PacketTime>::max();
}

std::optional<std::size_t> PacketMerger::take(Packet& packet) noexcept {
    std::optional<std::size_t> earliest;
    for (std::size_t i = 0; i < queues_.size(); ++i)
        if (!queues_[i].empty() &&
            (!earliest || queues_[i].first_time() < queues_[*earliest].first_time()))
            earliest = i;
    if (!earliest || !released_ || queues_[*earliest].first_time() > *released_)
        return std::nullopt;
    queues_[*earliest].take(packet);
    return earliest;
}

bool PacketMerger::waiting() const noexcept {
    return std::any_of(queues_.begin(), queues_.end(),
                       [](const auto& queue) { return !queue.empty(); });
}

}  // namespace pgoscope::capture
