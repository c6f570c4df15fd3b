#include "analyzer/tcp/connection_table.h"

#include <algorithm>
#include <cassert>
#include <random>

namespace pgoscope::tcp {

using net::Segment;
namespace flag = net::tcp_flag;

namespace {

constexpr std::size_t closed_connections = 65'536;

std::uint64_t random_seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32U | device();
}

/// A keep-alive of an idle connection tells nothing worth opening one for.
bool has_data(const Segment& segment) noexcept {
    const bool lone_zero =
        segment.wire_length == 1 && (segment.payload.empty() || segment.payload.front() == 0);
    return segment.wire_length > 0 && !lone_zero;
}

/// Saturates: packet times come from files.
PacketTime later(PacketTime time, Nanoseconds duration) noexcept {
    constexpr auto latest = std::numeric_limits<PacketTime>::max();
    return time > latest - duration ? latest : time + duration;
}

}  // namespace

ConnectionTable::ConnectionTable(const Limits& limits, StreamHandler& handler)
    : shared_{limits, handler, {}, 0},
      hash_(random_seed()),
      slots_(0, hash_),
      closed_(std::min<std::size_t>(limits.connections, closed_connections), hash_) {}

void ConnectionTable::on_segment(const Segment& segment) {
    assert(segment.payload.size() <= segment.wire_length);
    packet_ = segment.packet;
    if (segment.time > next_expiry_) expire(segment.time);
    ++shared_.counters.segments;
    shared_.counters.payload_bytes += segment.payload.size();
    const Flow flow = flow_between(segment.source, segment.destination);
    std::uint32_t slot = find(flow.key);
    slot = slot == ConnectionSlab::none ? on_untracked(flow, segment)
                                        : on_tracked(slot, flow, segment);
    if (slot != ConnectionSlab::none) receive(slot, flow, segment);
}

void ConnectionTable::finish(PacketTime time) {
    while (connections_.oldest() != ConnectionSlab::none)
        close(connections_.oldest(), CloseReason::end_of_capture, time);
}

std::uint32_t ConnectionTable::find(const FlowKey& key) {
    const auto found = slots_.find(key);
    return found == slots_.end() ? ConnectionSlab::none : found->second;
}

std::uint32_t ConnectionTable::on_tracked(std::uint32_t slot, const Flow& flow,
                                          const Segment& segment) {
    if (segment.has(flag::rst)) {
        on_reset(slot, flow, segment);
        return ConnectionSlab::none;
    }
    if (segment.has(flag::syn) && connections_[slot].is_restarted_by(segment, flow.source_side)) {
        close(slot, CloseReason::port_reused, segment.time);
        return open(flow, segment);
    }
    connections_.touch(slot, segment.time);
    return slot;
}

void ConnectionTable::receive(std::uint32_t slot, const Flow& flow, const Segment& segment) {
    TrackedConnection& connection = connections_[slot];
    connection.receive(segment, flow.source_side, shared_);
    if (connection.finished())
        close(slot, CloseReason::fin, segment.time);
    else if (connections_.is_half_open(slot) && !connection.half_open())
        connections_.establish(slot);
}

void ConnectionTable::expire(PacketTime now) {
    TcpCounters& counters = shared_.counters;
    next_expiry_ = std::numeric_limits<PacketTime>::max();
    // Answers whether this one is next to expire, and not yet.
    const auto lives = [&](std::uint32_t slot, Nanoseconds lifetime) {
        if (slot == ConnectionSlab::none) return true;
        // An unsigned difference cannot overflow.
        const auto used = connections_.used(slot);
        const auto silent = static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(used);
        if (now > used && silent > static_cast<std::uint64_t>(lifetime)) return false;
        next_expiry_ = std::min(next_expiry_, later(used, lifetime));
        return true;
    };
    while (!lives(connections_.oldest_half_open(), shared_.limits.half_open_time)) {
        ++counters.timed_out_half_open;
        close(connections_.oldest_half_open(), CloseReason::timed_out, now);
    }
    while (!lives(connections_.oldest_established(), shared_.limits.idle_time)) {
        ++counters.timed_out_idle;
        close(connections_.oldest_established(), CloseReason::timed_out, now);
    }
}

void ConnectionTable::on_reset(std::uint32_t slot, const Flow& flow, const Segment& segment) {
    if (!connections_[slot].believes_reset(segment, flow.source_side)) {
        ++shared_.counters.resets_ignored;
        shared_.counters.out_of_window_bytes += segment.payload.size();
        return;
    }
    // A reason in words that a RST may carry (RFC 9293, 3.5.3) is not part of the stream.
    shared_.counters.after_close_bytes += segment.payload.size();
    close(slot, CloseReason::reset, segment.time);
}

std::uint32_t ConnectionTable::on_untracked(const Flow& flow, const Segment& segment) {
    TcpCounters& counters = shared_.counters;
    const bool opens = !segment.has(flag::rst) && (segment.has(flag::syn) || has_data(segment));
    if (closed_.has_sent(flow, segment)) {
        ++counters.late_segments;
        counters.after_close_bytes += segment.payload.size();
    } else if (!opens) {
        ++counters.stray_segments;
        counters.untracked_bytes += segment.payload.size();
    } else {
        return open(flow, segment);
    }
    return ConnectionSlab::none;
}

std::uint32_t ConnectionTable::open(const Flow& flow, const Segment& segment) {
    TcpCounters& counters = shared_.counters;
    if (slots_.size() >= shared_.limits.connections && !slots_.empty()) {
        ++counters.evicted_connections;
        close(connections_.oldest(), CloseReason::evicted, segment.time);
    }
    closed_.forget(flow.key);
    const std::uint32_t slot = connections_.open(segment, flow.source_side);
    slots_.insert({flow.key, slot});
    TrackedConnection& connection = connections_[slot];
    ++counters.connections;
    if (!connection.info().handshake_seen) ++counters.midstream_connections;
    shared_.handler.on_open(connection.info());
    const auto shortest = std::min(shared_.limits.half_open_time, shared_.limits.idle_time);
    next_expiry_ = std::min(next_expiry_, later(segment.time, shortest));
    return slot;
}

void ConnectionTable::close(std::uint32_t slot, CloseReason reason, PacketTime time) {
    TrackedConnection& connection = connections_[slot];
    connection.flush(time, packet_, shared_);
    // One side finished and the other was not heard again: that is an end, not a cut.
    if (reason == CloseReason::end_of_capture && connection.any_finished())
        reason = CloseReason::fin;
    shared_.handler.on_close(connection.info(), reason, time);

    const Connection& info = connection.info();
    const FlowKey key = flow_between(info.originator, info.responder).key;
    if (reason == CloseReason::fin || reason == CloseReason::reset)
        closed_.add(key, connection, time);
    slots_.erase(key);
    connections_.erase(slot);
}

}  // namespace pgoscope::tcp
