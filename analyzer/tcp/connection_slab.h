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
/// used: those that are half-open apart from the others, as they may live less long without use. A
/// connection does not move while it lives.
class ConnectionSlab {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    [[nodiscard]] TrackedConnection& operator[](std::uint32_t slot) noexcept {
        return *entry(slot);
    }

    /// Makes a connection from its first segment, as the half-open one used last.
    std::uint32_t open(const net::Segment& first, std::size_t source_side) {
        const std::uint32_t slot = free_slot();
        entry(slot).emplace(slot, first, source_side);
        link_as_newest(slot, State::half_open, first.time);
        return slot;
    }
    void erase(std::uint32_t slot) {
        unlink(slot);
        entry(slot).reset();
        free_.push_back(slot);
    }
    /// It was used at that time.
    void touch(std::uint32_t slot, PacketTime time) noexcept {
        Links& links = links_[slot];
        if (slot == order(links.state).newest) {
            links.used = time;
        } else {
            const State state = links.state;
            unlink(slot);
            link_as_newest(slot, state, time);
        }
    }
    [[nodiscard]] bool is_half_open(std::uint32_t slot) const noexcept {
        return links_[slot].state == State::half_open;
    }
    void establish(std::uint32_t slot) noexcept {
        const PacketTime used = links_[slot].used;
        unlink(slot);
        link_as_newest(slot, State::established, used);
    }

    /// The least recently used connection of each kind and of all; `none` when there is none.
    [[nodiscard]] std::uint32_t oldest_half_open() const noexcept {
        return order(State::half_open).oldest;
    }
    [[nodiscard]] std::uint32_t oldest_established() const noexcept {
        return order(State::established).oldest;
    }
    [[nodiscard]] std::uint32_t oldest() const noexcept {
        const auto half_open = oldest_half_open();
        const auto established = oldest_established();
        if (half_open == none) return established;
        if (established == none) return half_open;
        return links_[established].used < links_[half_open].used ? established : half_open;
    }
    /// When it was used last.
    [[nodiscard]] PacketTime used(std::uint32_t slot) const noexcept { return links_[slot].used; }

  private:
    enum class State : std::uint8_t { half_open, established };
    /// Neighbors in the order of use. Apart from the connections, so that moving one to the front
    /// does not fetch two others from memory.
    struct Links {
        std::uint32_t older = none;
        std::uint32_t newer = none;
        PacketTime used = 0;
        State state = State::half_open;
    };
    struct Order {
        std::uint32_t newest = none;
        std::uint32_t oldest = none;
    };
    using Entry = std::optional<TrackedConnection>;
    static constexpr std::size_t block_size = 64;
    using Block = std::array<Entry, block_size>;

    [[nodiscard]] Entry& entry(std::uint32_t slot) noexcept {
        return (*blocks_[slot / block_size])[slot % block_size];
    }
    [[nodiscard]] Order& order(State state) noexcept {
        return orders_[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] const Order& order(State state) const noexcept {
        return orders_[static_cast<std::size_t>(state)];
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
    void link_as_newest(std::uint32_t slot, State state, PacketTime time) noexcept {
        Order& among = order(state);
        links_[slot] = {among.newest, none, time, state};
        (among.newest == none ? among.oldest : links_[among.newest].newer) = slot;
        among.newest = slot;
    }
    void unlink(std::uint32_t slot) noexcept {
        const Links gone = links_[slot];
        Order& among = order(gone.state);
        (gone.older == none ? among.oldest : links_[gone.older].newer) = gone.newer;
        (gone.newer == none ? among.newest : links_[gone.newer].older) = gone.older;
    }

    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<Links> links_;
    std::vector<std::uint32_t> free_;
    std::array<Order, 2> orders_;
};

}  // namespace pgoscope::tcp
