#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/endpoint.h"
#include "analyzer/packet_time.h"
#include "dissectors/bytes.h"

namespace pgoscope::tcp {

/// `forward` runs from the originator: who sent the SYN, or, without one, the first packet seen.
enum class Direction : std::uint8_t { forward, reverse };

[[nodiscard]] constexpr Direction opposite(Direction direction) noexcept {
    return direction == Direction::forward ? Direction::reverse : Direction::forward;
}

/// When bytes could be read and which packet carried them. Bytes that waited behind a hole bear the
/// number of their own packet; their time is that at which the hole was filled, or their own where
/// it became a gap, as only the capture lacks it then. Time never runs backwards within a
/// direction.
struct Arrival {
    PacketTime time = 0;
    std::uint64_t packet = 0;
    /// Bytes of the opposite direction that the sender of this packet had acknowledged, counted
    /// like `StreamHandler` offsets (from the first byte after the SYN, or the first byte seen).
    std::uint64_t acknowledged = 0;
};

enum class GapReason : std::uint8_t {
    lost,            ///< the peer acknowledged bytes that were never captured
    snaplen,         ///< the capture cut the end of the segment
    buffer_limit,    ///< more was waiting behind the hole than the limits allow
    end_of_capture,  ///< still open when the connection or the capture ended
};

/// Bytes of a stream that are not in the capture.
struct Gap {
    std::uint64_t length = 0;
    GapReason reason = GapReason::lost;
};

enum class CloseReason : std::uint8_t {
    fin,          ///< both sides finished, or one did and the capture shows no more
    reset,        ///< RST
    port_reused,  ///< a SYN with another initial sequence number on the same tuple
    evicted,      ///< pushed out by the limit on connections
    timed_out,    ///< silent for longer than the limits allow
    end_of_capture,
};

/// A connection as its handler sees it. The reference stays valid from `on_open` to `on_close`.
struct Connection {
    /// Small and dense; reused after the close.
    std::uint32_t slot = 0;
    Endpoint originator;
    Endpoint responder;
    /// The originator is known from a SYN; otherwise it is who spoke first in the capture.
    bool handshake_seen = false;
    PacketTime opened = 0;
    /// From the SYN to the ACK that completes the handshake: a full round trip wherever the capture
    /// was taken.
    std::optional<Nanoseconds> handshake_round_trip;
};

/// Receives the two byte streams of every connection, in order, with every lost byte accounted for:
/// each byte of a direction is announced exactly once, by `on_data` or inside an `on_gap`.
class StreamHandler {
  public:
    StreamHandler() = default;
    StreamHandler(const StreamHandler&) = delete;
    StreamHandler& operator=(const StreamHandler&) = delete;
    virtual ~StreamHandler() = default;

    virtual void on_open(const Connection& connection) = 0;
    /// `bytes` are valid during the call only.
    virtual void on_data(const Connection& connection, Direction direction, Bytes bytes,
                         const Arrival& arrival) = 0;
    virtual void on_gap(const Connection& connection, Direction direction, Gap gap,
                        const Arrival& arrival) = 0;
    virtual void on_close(const Connection& connection, CloseReason reason, PacketTime time) = 0;
};

}  // namespace pgoscope::tcp
