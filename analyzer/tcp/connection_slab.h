#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "analyzer/net/segment.h"
#include "analyzer/tcp/tracked_connection.h"

namespace pgoscope::tcp {

/// Keeps connections in numbered slots, which are reused, and in the order in which they were last
/// used. A connection does not move while it lives.
class ConnectionSlab {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    [[nodiscard]] TrackedConnection& operator[](std::uint32_t slot) noexcept {
        return *entry(slot);
    }

    /// Makes a connection from its first segment, as the one used last.
    std::uint32_t open(const net::Segment& first, std::size_t source_side) {
        const std::uint32_t slot = free_slot();
        entry(slot).emplace(slot, first, source_side);
        link_as_newest(slot);
        return slot;
    }
    void erase(std::uint32_t slot) {
        unlink(slot);
        entry(slot).reset();
        free_.push_back(slot);
    }
    void touch(std::uint32_t slot) noexcept {
        if (slot == newest_) return;
        unlink(slot);
        link_as_newest(slot);
    }
    /// The least recently used connection, `none` when there is none.
    [[nodiscard]] std::uint32_t oldest() const noexcept { return oldest_; }

  private:
    /// Neighbours in the order of use. Apart from the connections, so that moving one to the front
    /// does not fetch two others from memory.
    struct Links {
        std::uint32_t older = none;
        std::uint32_t newer = none;
    };
    using Entry = std::optional<TrackedConnection>;
    static constexpr std::size_t block_size = 64;
    using Block = std::array<Entry, block_size>;

    [[nodiscard]] Entry& entry(std::uint32_t slot) noexcept {
        return (*blocks_[slot / block_size])[slot % block_size];
    }
    std::uint32_t free_slot() {
        if (free_.empty()) {
            if (links_.size() == blocks_.size() * block_size)
                blocks_.push_back(std::make_unique<Block>());
            links_.emplace_back();
            return static_cast<std::uint32_t>(links_.size() - 1);
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return slot;
    }
    void link_as_newest(std::uint32_t slot) noexcept {
        links_[slot] = {newest_, none};
        (newest_ == none ? oldest_ : links_[newest_].newer) = slot;
        newest_ = slot;
    }
    void unlink(std::uint32_t slot) noexcept {
        const Links gone = links_[slot];
        (gone.older == none ? oldest_ : links_[gone.older].newer) = gone.newer;
        (gone.newer == none ? newest_ : links_[gone.newer].older) = gone.older;
    }

    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<Links> links_;
    std::vector<std::uint32_t> free_;
    std::uint32_t newest_ = none;
    std::uint32_t oldest_ = none;
};

}  // namespace pgoscope::tcp
