#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "analyzer/net/segment.h"
#include "analyzer/tcp/half_stream.h"
#include "analyzer/tcp/reassembly.h"
#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::tcp {

/// One connection: its two half-streams and its handshake.
class TrackedConnection {
  public:
    /// Of the segment that opens it. `source_side` is that of FlowKey.
    TrackedConnection(std::uint32_t slot, const net::Segment& first, std::size_t source_side);

    [[nodiscard]] const Connection& info() const noexcept { return info_; }
    /// Both directions were announced up to their FIN.
    [[nodiscard]] bool finished() const noexcept {
        return half(Direction::forward).finished() && half(Direction::reverse).finished();
    }
    [[nodiscard]] bool any_finished() const noexcept {
        return half(Direction::forward).finished() || half(Direction::reverse).finished();
    }
    /// Nothing but its beginning was seen, and not all of that.
    [[nodiscard]] bool half_open() const noexcept {
        return handshake_ != Handshake::complete && half(Direction::forward).untouched() &&
               half(Direction::reverse).untouched();
    }
    /// The half-stream that the given end of the FlowKey sends.
    [[nodiscard]] const HalfStream& sent_by(std::size_t side) const noexcept {
        return half(direction_from(side));
    }

    /// The SYN or SYN-ACK belongs to a later connection of the same tuple.
    [[nodiscard]] bool is_restarted_by(const net::Segment& segment,
                                       std::size_t source_side) const noexcept;
    /// The RST can come from the peer, and not from somebody who guesses (RFC 5961, 3).
    [[nodiscard]] bool believes_reset(const net::Segment& segment,
                                      std::size_t source_side) const noexcept;

    /// Any segment but a RST.
    void receive(const net::Segment& segment, std::size_t source_side, Reassembly& shared);
    /// Announces what waits in both directions, before the connection is closed.
    void flush(PacketTime time, std::uint64_t packet, Reassembly& shared);

  private:
    enum class Handshake : std::uint8_t { not_seen, syn, syn_ack, complete };

    [[nodiscard]] Direction direction_from(std::size_t side) const noexcept {
        return side == originator_side_ ? Direction::forward : Direction::reverse;
    }
    [[nodiscard]] HalfStream& half(Direction direction) noexcept {
        return halves_[static_cast<std::size_t>(direction)];
    }
    [[nodiscard]] const HalfStream& half(Direction direction) const noexcept {
        return halves_[static_cast<std::size_t>(direction)];
    }
    [[gnu::cold]] void follow_handshake(const net::Segment& segment, Direction direction) noexcept;

    Connection info_;
    std::array<HalfStream, 2> halves_;
    /// When the last SYN or SYN-ACK was seen, and how long the one took to answer the other.
    PacketTime handshake_mark_ = 0;
    Nanoseconds responder_time_ = 0;
    std::uint8_t originator_side_ = 0;
    Handshake handshake_ = Handshake::not_seen;
};

}  // namespace pgoscope::tcp
