#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include <tsl/robin_map.h>

#include "analyzer/net/segment.h"
#include "analyzer/packet_time.h"
#include "analyzer/tcp/flow_key.h"
#include "analyzer/tcp/tracked_connection.h"

namespace pgoscope::tcp {

/// Where the two directions of a closed connection began and ended, by the sides of its FlowKey.
struct ClosedConnection {
    struct Stream {
        std::uint32_t base;
        std::uint32_t end;
        bool known;
    };
    std::array<Stream, 2> streams;
    PacketTime time;
    /// Tells it from an earlier one of the same tuple.
    std::uint64_t number;
};

/// Remembers for a while which connections ended, as their ends do (TIME-WAIT, RFC 9293, 3.3.2), so
/// that retransmissions and late acknowledgments do not look like new connections.
class ClosedConnections {
  public:
    /// Remembers at most `capacity`; the oldest leaves first.
    ClosedConnections(std::size_t capacity, FlowKeyHash hash)
        : capacity_(capacity), map_(0, hash) {}

    void add(const FlowKey& key, const TrackedConnection& connection, PacketTime now);
    void forget(const FlowKey& key) { map_.erase(key); }

    /// The segment is a late one of a connection that was closed.
    [[nodiscard]] bool has_sent(const Flow& flow, const net::Segment& segment) const;

  private:
    struct Expiry {
        FlowKey key;
        PacketTime time;
        std::uint64_t number;
    };

    void expire(PacketTime now);

    std::size_t capacity_;
    tsl::robin_map<FlowKey, ClosedConnection, FlowKeyHash> map_;
    std::deque<Expiry> expiries_;  ///< oldest first; what was forgotten meanwhile is passed over
    std::uint64_t number_ = 0;
};

}  // namespace pgoscope::tcp
