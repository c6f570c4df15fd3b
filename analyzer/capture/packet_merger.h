#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/capture/packet.h"
#include "analyzer/capture/packet_queue.h"

namespace pgoscope::capture {

/// Puts packets of several interfaces into the order of their times, though the kernel hands them
/// on a while after they passed, and those of each interface in turn.
///
/// Packets come in rounds. If no interface keeps a packet back for longer than from the end of one
/// round to the beginning of the next, then whatever is earlier than a packet of the last round has
/// come when this one ends. So all that was there before a round leaves at its end, with what came
/// ahead of it; the rest waits for the next. Packets of one interface stay in their order, and of
/// several that have the same time those of the interface named first go first. With one interface
/// nothing waits.
///
/// No clock but that of the packets is looked at, and no interface is waited for. A packet that
/// comes later than promised leaves late; a clock that is set back lets all leave at once.
class PacketMerger {
  public:
    explicit PacketMerger(std::size_t interfaces) : queues_(interfaces) {}

    void begin_round();
    /// What an interface has is appended here during a round.
    [[nodiscard]] PacketQueue& queue(std::size_t interface) noexcept { return queues_[interface]; }
    /// In this round: the interface has more than its queue, which is not empty, got. What is later
    /// than the last of that has to wait for the rest.
    void has_more(std::size_t interface) noexcept;
    void end_round() noexcept;
    /// Nothing more comes: all may leave.
    void release_all() noexcept;

    /// The next packet that may leave, without number and link type, and the interface it came
    /// from; nothing when there is none. Its data is valid until the next round begins.
    [[nodiscard]] std::optional<std::size_t> take(Packet& packet) noexcept;
    /// Packets wait for another round. Asked when nothing more may leave.
    [[nodiscard]] bool waiting() const noexcept;

  private:
    std::vector<PacketQueue> queues_;
    std::optional<PacketTime> released_;  ///< what is not later than this may leave
    std::optional<PacketTime> limit_;     ///< set by interfaces that have more
};

}  // namespace pgoscope::capture
