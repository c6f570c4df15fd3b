#include "analyzer/capture/packet_queue.h"

#include <algorithm>

namespace pgoscope::capture {
namespace {

/// More than what any scheduling can swap, less than any step of the clock that matters.
constexpr Nanoseconds most_disorder = 1'000'000'000;

}  // namespace

void PacketQueue::append(PacketTime time, std::uint32_t original_length, Bytes data) {
    if (time < latest_ - most_disorder) {
        set_back_ = true;
        latest_ = time;
    }
    latest_ = std::max(latest_, time);
    records_.push_back(
        {time, latest_, original_length, static_cast<std::uint32_t>(data.size()), bytes_.size()});
    bytes_.insert(bytes_.end(), data.begin(), data.end());
}

void PacketQueue::take(Packet& packet) noexcept {
    const auto& record = records_[taken_++];
    packet.time = record.time;
    packet.original_length = record.original_length;
    packet.data = Bytes(bytes_).subspan(record.offset, record.captured_length);
}

void PacketQueue::forget_taken() {
    if (empty()) {
        records_.clear();
        bytes_.clear();
        set_back_ = false;
    } else if (taken_ != 0) {
        const auto gone = records_[taken_].offset;
        bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(gone));
        records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(taken_));
        for (auto& record : records_)
            record.offset -= gone;
    }
    taken_ = 0;
}

}  // namespace pgoscope::capture
