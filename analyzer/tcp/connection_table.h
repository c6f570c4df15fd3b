#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <tsl/robin_map.h>

#include "analyzer/limits.h"
#include "analyzer/net/segment.h"
#include "analyzer/tcp/closed_connections.h"
#include "analyzer/tcp/connection_slab.h"
#include "analyzer/tcp/flow_key.h"
#include "analyzer/tcp/reassembly.h"
#include "analyzer/tcp/stream_handler.h"
#include "analyzer/tcp/tcp_counters.h"

namespace pgoscope::tcp {

/// Turns TCP segments, in the order of their capture, into the two byte streams of every connection
/// (RFC 9293). In-order payload is handed on straight from the packet; only what waits behind a
/// hole is copied, within `Limits`.
///
/// Connections that were silent for as long as the limits say are closed, by the clock of the
/// segments.
///
/// A connection opens with a SYN, a SYN-ACK or, when its handshake was not captured, with the first
/// payload. What an acknowledgment tells about the opposite direction is announced before the
/// payload that came with it, so that no reply is seen before its request.
///
/// The handler must outlive the table and must not call it back.
class ConnectionTable {
  public:
    ConnectionTable(const Limits& limits, StreamHandler& handler);
    ConnectionTable(const ConnectionTable&) = delete;
    ConnectionTable& operator=(const ConnectionTable&) = delete;

    [[gnu::hot]] void on_segment(const net::Segment& segment);
    /// The capture ended: announces what still waits and closes every connection, the one that was
    /// silent longest first.
    void finish(PacketTime time);

    [[nodiscard]] const TcpCounters& counters() const noexcept { return shared_.counters; }
    [[nodiscard]] std::size_t open_connections() const noexcept { return slots_.size(); }
    /// Memory held behind holes, all connections together.
    [[nodiscard]] std::uint64_t held_bytes() const noexcept { return shared_.held_bytes; }

  private:
    [[nodiscard]] std::uint32_t find(const FlowKey& key);
    // These, and `open`, return the connection that is to receive the segment, or `none`.
    [[nodiscard]] std::uint32_t on_tracked(std::uint32_t slot, const Flow& flow,
                                           const net::Segment& segment);
    [[nodiscard, gnu::cold, gnu::noinline]] std::uint32_t on_untracked(const Flow& flow,
                                                                       const net::Segment& segment);
    [[gnu::cold]] void on_reset(std::uint32_t slot, const Flow& flow, const net::Segment& segment);
    [[nodiscard, gnu::cold]] std::uint32_t open(const Flow& flow, const net::Segment& segment);
    void receive(std::uint32_t slot, const Flow& flow, const net::Segment& segment);
    /// Closes those that were silent for longer than the limits allow.
    [[gnu::cold]] void expire(PacketTime now);
    [[gnu::cold]] void close(std::uint32_t slot, CloseReason reason, PacketTime time);

    using Slots = tsl::robin_map<FlowKey, std::uint32_t, FlowKeyHash>;

    Reassembly shared_;
    FlowKeyHash hash_;
    Slots slots_;
    ConnectionSlab connections_;
    ClosedConnections closed_;
    std::uint64_t packet_ = 0;  ///< of the current segment
    /// No connection expires before.
    PacketTime next_expiry_ = std::numeric_limits<PacketTime>::max();
};

}  // namespace pgoscope::tcp
