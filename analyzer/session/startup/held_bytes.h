#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "analyzer/session/memory_budget.h"
#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::session {

/// What one direction of a connection said, segment by segment, while it is not known whether that
/// is PostgreSQL: the other has yet to answer in kind.
class HeldBytes {
  public:
    struct Segment {
        tcp::Arrival arrival;
        std::vector<std::uint8_t> bytes;
        MemoryBudget::Share share;
    };

    /// Behind those of the same direction. False when that would be more than `most` bytes or than
    /// `budget` has left: then nothing is added.
    [[nodiscard]] bool add(tcp::Direction direction, Bytes bytes, const tcp::Arrival& arrival,
                           MemoryBudget& budget, std::uint64_t most) {
        if (bytes.size() > most - std::min(most, size_)) return false;
        auto share = budget.take(sizeof(Segment) + bytes.size());
        if (!share.granted()) return false;
        direction_ = direction;
        size_ += bytes.size();
        segments_.push_back({arrival, {bytes.begin(), bytes.end()}, std::move(share)});
        return true;
    }
    /// Nothing is held any more.
    [[nodiscard]] std::vector<Segment> take() noexcept {
        size_ = 0;
        return std::exchange(segments_, {});
    }
    [[nodiscard]] tcp::Direction direction() const noexcept { return direction_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  private:
    tcp::Direction direction_ = tcp::Direction::forward;
    std::vector<Segment> segments_;
    std::uint64_t size_ = 0;
};

}  // namespace pgoscope::session
