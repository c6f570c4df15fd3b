#include "analyzer/tcp/half_stream.h"

namespace pgoscope::tcp {
namespace {

/// Payload that a SYN may carry (RFC 7413) and its SYN-ACK acknowledge.
constexpr Sequence fast_open_window = 1ULL << 16;

/// RFC 1122, 4.2.3.6 lets a probe carry one garbage byte, which is zero where that is done. No
/// PostgreSQL message comes in such a segment.
bool is_lone_zero(std::uint32_t length, Bytes captured) noexcept {
    return length == 1 && (captured.empty() || captured.front() == 0);
}

}  // namespace

bool HalfStream::may_begin_at(std::uint32_t sequence) const noexcept {
    if (origin_ == Origin::unknown || sequence == base()) return true;
    const Sequence position = unwrap(base_, sequence);
    return origin_ == Origin::presumed && position < base_ &&
           within(position, base_, fast_open_window);
}

bool HalfStream::near_end(std::uint32_t sequence) const noexcept {
    if (origin_ == Origin::unknown) return true;
    const Sequence position = unwrap(next_, sequence);
    const Sequence fin = fin_ == no_fin ? next_ : fin_;
    const Sequence end = std::max({end_of_known(), acknowledged_, fin});
    return position + reset_window >= next_ && position <= end + reset_window;
}

void HalfStream::begin_at(std::uint32_t sequence) noexcept {
    presume(known() ? unwrap(next_, sequence) : first_sequence(sequence));
    origin_ = Origin::certain;
}

void HalfStream::presume(Sequence position) noexcept {
    base_ = next_ = acknowledged_ = position;
    origin_ = Origin::presumed;
}

bool HalfStream::began_with_keep_alive(Sequence position) const noexcept {
    return origin_ == Origin::presumed && untouched() && acknowledged_ == base_ &&
           position == base_ + 1;
}

std::uint64_t HalfStream::acknowledge_beyond(std::uint32_t number, const Arrival& now,
                                             const Outlet& outlet) {
    if (!known()) presume(first_sequence(number));
    const Sequence position = unwrap(next_, number);
    if (!within(position, next_, maximum_window)) {
        ++outlet.shared.counters.acknowledgments_ignored;
        return 0;
    }
    if (began_with_keep_alive(position)) presume(position);
    if (position > acknowledged_) {
        acknowledged_ = position;
        skip_acknowledged_holes(now, outlet);
    }
    return offset(position);
}

void HalfStream::accept_odd_empty(std::uint32_t sequence, TcpCounters& counters) noexcept {
    if (!known()) presume(first_sequence(sequence));
    const Sequence position = unwrap(next_, sequence);
    if (began_with_keep_alive(position)) presume(position);
    if (position + 1 == next_) ++counters.keep_alives;
}

void HalfStream::accept_any(std::uint32_t sequence, std::uint32_t length, Bytes captured,
                            const Arrival& arrival, const Outlet& outlet) {
    TcpCounters& counters = outlet.shared.counters;
    if (!known() && is_lone_zero(length, captured)) {
        presume(first_sequence(sequence + 1));
        ++counters.keep_alives;
        counters.keep_alive_bytes += captured.size();
        return;
    }
    if (!known()) presume(first_sequence(sequence));

    Chunk chunk{unwrap(next_, sequence), length, captured, arrival};
    // Payload is better evidence than a far-off acknowledgment.
    if (origin_ == Origin::presumed && untouched() && !within(chunk.start, next_, maximum_window))
        presume(chunk.start);
    if (!within(chunk.start, next_, maximum_window) ||
        !within(chunk.end(), next_, maximum_window)) {
        accept_out_of_window(sequence, length, captured, arrival, outlet);
        return;
    }
    stranded_ = false;
    if (is_keep_alive(chunk)) {
        ++counters.keep_alives;
        counters.keep_alive_bytes += captured.size();
        return;
    }
    if (origin_ == Origin::presumed && chunk.start < base_) base_ = next_ = chunk.start;
    if (chunk.end() > fin_) {
        const Chunk before_fin = chunk.take(fin_);
        counters.after_close_bytes += chunk.captured.size();
        chunk = before_fin;
    }
    if (chunk.start > next_ && !chunk.empty()) ++counters.out_of_order_segments;
    place(chunk, outlet);
}

void HalfStream::accept_out_of_window(std::uint32_t sequence, std::uint32_t length, Bytes captured,
                                      const Arrival& arrival, const Outlet& outlet) {
    TcpCounters& counters = outlet.shared.counters;
    // One such segment is noise. A second that continues it means that the stream went on there
    // while the capture was blind; how many times it wrapped around meanwhile is not known.
    const bool continued = stranded_ && sequence == stranded_end_;
    if (!continued || fin_ != no_fin || length > maximum_window) {
        counters.out_of_window_bytes += captured.size();
        stranded_ = true;
        stranded_end_ = sequence + length;
        return;
    }
    ++counters.resynchronizations;
    while (waiting_) {
        skip_to(waiting_->start(), GapReason::lost, arrival, outlet);
        announce_waiting(outlet);
    }
    skip_to(next_ + static_cast<std::uint32_t>(sequence - next()), GapReason::lost, arrival,
            outlet);
    accept_any(sequence, length, captured, arrival, outlet);
}

bool HalfStream::is_keep_alive(const Chunk& chunk) const noexcept {
    if (chunk.length != 1) return false;
    // Behind a hole the sender knows better than the capture where its stream stands.
    return chunk.end() == next_ || (chunk.start > next_ && chunk.end() == acknowledged_);
}

void HalfStream::finish_at(std::uint32_t sequence, const Arrival& now, const Outlet& outlet) {
    const Sequence position = unwrap(next_, sequence);
    if (position == fin_) return;
    if (fin_ != no_fin || position < end_of_known() || !within(position, next_, maximum_window)) {
        ++outlet.shared.counters.fins_ignored;
        return;
    }
    fin_ = position;
    skip_acknowledged_holes(now, outlet);
}

void HalfStream::flush(const Arrival& now, const Outlet& outlet) {
    while (waiting_) {
        skip_to(waiting_->start(), GapReason::end_of_capture, now, outlet);
        announce_waiting(outlet);
    }
    // A FIN takes a sequence number: one beyond the last byte is that of a FIN not captured.
    if (fin_ == no_fin && acknowledged_ == next_ + 1) return;
    const Sequence end = fin_ == no_fin ? acknowledged_ : fin_;
    if (end > next_) skip_to(end, GapReason::end_of_capture, now, outlet);
}

void HalfStream::place(Chunk chunk, const Outlet& outlet) {
    TcpCounters& counters = outlet.shared.counters;
    if (waiting_) counters.conflicting_bytes += waiting_->conflicts(chunk);
    for (drop_known(chunk, counters); !chunk.empty(); drop_known(chunk, counters)) {
        if (chunk.start == next_) {
            announce(chunk.take(first_waiting()), outlet);
            announce_waiting(outlet);
            continue;
        }
        const Sequence hole_end = std::min(first_waiting(), chunk.start);
        if (acknowledged_ >= hole_end) {
            skip_to(hole_end, GapReason::lost, chunk.arrival, outlet);
            announce_waiting(outlet);
            continue;
        }
        if (waiting_ && waiting_->end_of_chunk_at(chunk.start) > chunk.start) {
            const Chunk repeated = chunk.take(waiting_->end_of_chunk_at(chunk.start));
            counters.retransmitted_bytes += repeated.captured.size();
            continue;
        }
        Chunk rest = chunk;
        const Chunk piece =
            rest.take(waiting_ ? waiting_->start_behind(chunk.start) : WaitingChunks::none);
        if (hold(piece, outlet.shared)) {
            chunk = rest;
        } else {
            skip_to(hole_end, GapReason::buffer_limit, chunk.arrival, outlet);
            announce_waiting(outlet);
        }
    }
}

void HalfStream::drop_known(Chunk& chunk, TcpCounters& counters) const noexcept {
    Chunk known = chunk.take(next_);
    counters.before_start_bytes += known.take(base_).captured.size();
    counters.retransmitted_bytes += known.captured.size();
}

bool HalfStream::hold(const Chunk& chunk, Reassembly& shared) {
    const std::uint64_t bytes = waiting_ ? waiting_->bytes() : 0;
    const std::size_t count = waiting_ ? waiting_->count() : 0;
    const std::uint64_t footprint = WaitingChunks::footprint(chunk.captured.size());
    TcpCounters& counters = shared.counters;
    if (bytes + chunk.captured.size() > shared.limits.reassembly_bytes) {
        ++counters.reassembly_bytes_limit_hits;
        return false;
    }
    if (count >= shared.limits.reassembly_segments) {
        ++counters.reassembly_segments_limit_hits;
        return false;
    }
    if (shared.held_bytes + footprint > shared.limits.reassembly_total_bytes) {
        ++counters.reassembly_total_limit_hits;
        return false;
    }
    if (!waiting_) waiting_ = std::make_unique<WaitingChunks>();
    waiting_->insert(chunk);
    shared.held_bytes += footprint;
    return true;
}

void HalfStream::announce(const Chunk& chunk, const Outlet& outlet) {
    next_ = chunk.end();
    origin_ = Origin::certain;
    latest_ = chunk.arrival.time;
    if (!chunk.captured.empty()) outlet.data(chunk.captured, chunk.arrival);
    const Sequence cut = chunk.length - chunk.captured.size();
    if (cut > 0) outlet.gap({cut, GapReason::snaplen}, chunk.arrival);
}

void HalfStream::announce_waiting(const Outlet& outlet) {
    if (!waiting_) return;
    waiting_->drain_from(next_, [&](Chunk chunk) {
        outlet.shared.held_bytes -= WaitingChunks::footprint(chunk.captured.size());
        chunk.arrival.time = std::max(chunk.arrival.time, latest_);
        announce(chunk, outlet);
    });
    if (waiting_->empty()) waiting_.reset();
}

void HalfStream::skip_to(Sequence position, GapReason reason, const Arrival& arrival,
                         const Outlet& outlet) {
    const Sequence length = position - next_;
    // The capture lost the bytes, not the peer: it could read on as soon as those behind came.
    Arrival behind = position == first_waiting() ? waiting_->arrival() : arrival;
    behind.time = latest_ = std::max(behind.time, latest_);
    // What the segments behind a hole acknowledged is known, what the lost ones did is not.
    behind.acknowledged = 0;
    next_ = position;
    origin_ = Origin::certain;
    outlet.gap({length, reason}, behind);
}

void HalfStream::skip_acknowledged_holes(const Arrival& now, const Outlet& outlet) {
    for (;;) {
        const Sequence hole_end = std::min(first_waiting(), fin_);
        if (hole_end <= next_ || hole_end > acknowledged_) return;
        skip_to(hole_end, GapReason::lost, now, outlet);
        announce_waiting(outlet);
    }
}

}  // namespace pgoscope::tcp
