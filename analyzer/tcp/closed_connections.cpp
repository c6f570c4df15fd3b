#include "analyzer/tcp/closed_connections.h"

#include "analyzer/tcp/sequence.h"

namespace pgoscope::tcp {
namespace {

/// As long as Linux keeps TIME-WAIT.
constexpr Nanoseconds time_wait = 60'000'000'000;

/// What was in flight at the close lies this near to its end: the largest receive buffers there
/// are. A new connection whose SYN was not captured begins there once in 32.
constexpr Sequence in_flight = 1ULL << 26;

}  // namespace

void ClosedConnections::add(const FlowKey& key, const TrackedConnection& connection,
                            PacketTime now) {
    if (capacity_ == 0) return;
    expire(now);
    const auto end_of = [](const HalfStream& stream) {
        return ClosedConnection::Stream{stream.base(), stream.next(), stream.known()};
    };
    ++number_;
    map_.insert_or_assign(
        key, ClosedConnection{
                 {end_of(connection.sent_by(0)), end_of(connection.sent_by(1))}, now, number_});
    expiries_.push_back({key, now, number_});
}

bool ClosedConnections::has_sent(const Flow& flow, const net::Segment& segment) const {
    const auto found = map_.find(flow.key);
    if (found == map_.end() || found->second.time + time_wait < segment.time) return false;
    const auto& stream = found->second.streams[flow.source_side];
    if (segment.has(net::tcp_flag::syn)) return stream.known && stream.base == segment.sequence + 1;
    if (!stream.known) return true;
    const Sequence end = first_sequence(stream.end);
    return within(unwrap(end, segment.sequence), end, in_flight);
}

void ClosedConnections::expire(PacketTime now) {
    while (!expiries_.empty() &&
           (expiries_.size() >= capacity_ || expiries_.front().time + time_wait < now)) {
        const Expiry& oldest = expiries_.front();
        const auto found = map_.find(oldest.key);
        if (found != map_.end() && found->second.number == oldest.number) map_.erase(found);
        expiries_.pop_front();
    }
}

}  // namespace pgoscope::tcp
