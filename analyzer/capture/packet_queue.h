#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/capture/packet.h"

namespace pgoscope::capture {

/// Packets of one interface that were copied out of the kernel's ring and wait, first in, first
/// out.
class PacketQueue {
  public:
    void append(PacketTime time, std::uint32_t original_length, Bytes data);
    /// Takes the first; not when it is empty. Its data is valid until `forget_taken()` or the next
    /// `append()`; number and link type are left alone.
    void take(Packet& packet) noexcept;
    /// Gives back the room of what was taken.
    void forget_taken();

    /// How many wait.
    [[nodiscard]] std::size_t size() const noexcept { return records_.size() - taken_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// What the first counts as when its place among packets of others is looked for: never before
    /// any that came ahead of it. The kernel's processors may swap two of nearly the same time. Not
    /// when it is empty.
    [[nodiscard]] PacketTime first_time() const noexcept { return records_[taken_].order; }
    /// The same of the last one.
    [[nodiscard]] PacketTime last_time() const noexcept { return records_.back().order; }
    /// When the one passed that has so many ahead of it.
    [[nodiscard]] PacketTime time(std::size_t ahead) const noexcept {
        return records_[taken_ + ahead].time;
    }
    /// Room that waiting and taken packets use.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return bytes_.size() + records_.size() * sizeof(Record);
    }
    /// Somebody set the clock back before a packet that waits: `first_time()` begins anew there.
    [[nodiscard]] bool clock_was_set_back() const noexcept { return set_back_; }

  private:
    struct Record {
        PacketTime time;
        PacketTime order;
        std::uint32_t original_length;
        std::uint32_t captured_length;
        std::size_t offset;  ///< of its data in `bytes_`
    };

    std::vector<Record> records_;
    std::vector<std::uint8_t> bytes_;
    std::size_t taken_ = 0;
    PacketTime latest_ = 0;  ///< the order of what was appended last
    bool set_back_ = false;
};

}  // namespace pgoscope::capture
