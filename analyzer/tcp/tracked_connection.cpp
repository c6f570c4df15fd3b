#include "analyzer/tcp/tracked_connection.h"

namespace pgoscope::tcp {

using net::Segment;
namespace flag = net::tcp_flag;

TrackedConnection::TrackedConnection(std::uint32_t slot, const Segment& first,
                                     std::size_t source_side) {
    // A SYN-ACK goes to the originator; everything else that opens a connection comes from it.
    const bool from_responder = first.has(flag::syn) && first.has(flag::ack);
    info_.slot = slot;
    info_.originator = from_responder ? first.destination : first.source;
    info_.responder = from_responder ? first.source : first.destination;
    info_.handshake_seen = first.has(flag::syn);
    info_.opened = first.time;
    originator_side_ = static_cast<std::uint8_t>(from_responder ? 1 - source_side : source_side);
}

bool TrackedConnection::is_restarted_by(const Segment& segment,
                                        std::size_t source_side) const noexcept {
    const Direction direction = direction_from(source_side);
    const HalfStream& sender = half(direction);
    if (sender.may_begin_at(segment.sequence + 1)) return false;
    // A responder that forgot a half-open connection answers the repeated SYN with another initial
    // sequence number.
    const bool answers_again = segment.has(flag::ack) && sender.untouched() &&
                               half(opposite(direction)).near_end(segment.acknowledgment);
    return !answers_again;
}

bool TrackedConnection::believes_reset(const Segment& segment,
                                       std::size_t source_side) const noexcept {
    const Direction direction = direction_from(source_side);
    if (half(direction).known()) return half(direction).near_end(segment.sequence);
    // Refused: the sequence number is zero and the acknowledgment number names the SYN.
    return !segment.has(flag::ack) || half(opposite(direction)).near_end(segment.acknowledgment);
}

void TrackedConnection::receive(const Segment& segment, std::size_t source_side,
                                Reassembly& shared) {
    const Direction direction = direction_from(source_side);
    HalfStream& sender = half(direction);
    if (handshake_ != Handshake::complete) follow_handshake(segment, direction);

    std::uint32_t sequence = segment.sequence;
    if (segment.has(flag::syn)) {
        ++sequence;
        if (!sender.known() || sender.base() != sequence) sender.begin_at(sequence);
    }
    Arrival arrival{segment.time, segment.packet, 0};
    // First, because a request that this acknowledges has to be seen before the reply in it.
    if (segment.has(flag::ack))
        arrival.acknowledged =
            half(opposite(direction))
                .acknowledge(segment.acknowledgment, arrival, {shared, info_, opposite(direction)});

    const Outlet outlet{shared, info_, direction};
    if (segment.wire_length == 0)
        sender.accept_empty(sequence, shared.counters);
    else
        sender.accept(sequence, segment.wire_length, segment.payload, arrival, outlet);
    if (segment.has(flag::fin)) sender.finish_at(sequence + segment.wire_length, arrival, outlet);
}

/// The round trip is the responder's part (SYN to SYN-ACK) and the originator's (SYN-ACK to ACK).
/// Each begins at the last copy of what it answers: a retransmission timeout, many times longer, is
/// not part of a round trip, and an answer to the earlier copy would have prevented the later one.
void TrackedConnection::follow_handshake(const Segment& segment, Direction direction) noexcept {
    const bool syn = segment.has(flag::syn);
    const bool ack = segment.has(flag::ack);
    if (syn && !ack && direction == Direction::forward) {
        handshake_ = Handshake::syn;
        handshake_mark_ = segment.time;
    } else if (syn && ack && direction == Direction::reverse && handshake_ != Handshake::not_seen) {
        if (handshake_ == Handshake::syn) responder_time_ = segment.time - handshake_mark_;
        handshake_ = Handshake::syn_ack;
        handshake_mark_ = segment.time;
    } else if (!syn && ack && direction == Direction::forward && handshake_ == Handshake::syn_ack) {
        const Nanoseconds round_trip = responder_time_ + (segment.time - handshake_mark_);
        if (round_trip >= 0) info_.handshake_round_trip = round_trip;
        handshake_ = Handshake::complete;
    } else if (!syn && handshake_ != Handshake::syn_ack) {
        // The SYN or its answer was not captured: nothing to measure.
        handshake_ = Handshake::complete;
    }
}

void TrackedConnection::flush(PacketTime time, std::uint64_t packet, Reassembly& shared) {
    for (const Direction direction : {Direction::forward, Direction::reverse})
        half(direction).flush({time, packet, 0}, {shared, info_, direction});
}

}  // namespace pgoscope::tcp
