#include "analyzer/net/fragments.h"

#include <algorithm>
#include <utility>

namespace pgoscope::net {

std::optional<FragmentReassembly::Datagram> FragmentReassembly::add(const IpHeader& ip,
                                                                    const Frame& fragment,
                                                                    PacketTime now) {
    ++counters_.fragments;
    while (!waiting_.empty() && now - waiting_.front().since > lifetime_) {
        ++counters_.expired;
        forget(waiting_.begin());
    }

    const auto datagram = find_or_start(key_of(ip), now);
    const auto& place = ip.fragment;
    insert(*datagram, place.offset, fragment);
    if (place.offset == 0) datagram->protocol = place.protocol;
    if (!place.more && !datagram->length)
        datagram->length = place.offset + static_cast<std::uint32_t>(fragment.wire_length);

    std::optional<Datagram> complete;
    if (is_complete(*datagram)) {
        ++counters_.reassembled;
        complete = put_together(*datagram);
        forget(datagram);
    }
    while (bytes_ > most_bytes_) {
        ++counters_.evicted_for_bytes;
        forget(waiting_.begin());
    }
    return complete;
}

FragmentReassembly::Key FragmentReassembly::key_of(const IpHeader& ip) noexcept {
    const std::uint8_t protocol = ip.source.is_ipv4() ? ip.fragment.protocol : std::uint8_t{0};
    return {ip.source, ip.destination, ip.fragment.identification, protocol};
}

FragmentReassembly::Position FragmentReassembly::find_or_start(const Key& key, PacketTime now) {
    if (const auto known = by_key_.find(key); known != by_key_.end()) return known->second;

    while (!waiting_.empty() && waiting_.size() >= most_datagrams_) {
        ++counters_.evicted;
        forget(waiting_.begin());
    }
    auto& started = waiting_.emplace_back();
    started.key = key;
    started.since = now;
    started.cost = sizeof(Incomplete);
    bytes_ += started.cost;
    const auto position = std::prev(waiting_.end());
    by_key_.emplace(key, position);
    return position;
}

void FragmentReassembly::insert(Incomplete& datagram, std::uint32_t begin, const Frame& fragment) {
    const auto end = begin + static_cast<std::uint32_t>(fragment.wire_length);
    const auto part = [&](std::uint32_t from, std::uint32_t to) {
        const auto captured = static_cast<std::uint32_t>(fragment.bytes.size());
        const auto first = std::min(from - begin, captured);
        const auto last = std::min(to - begin, captured);
        const auto bytes = fragment.bytes.subspan(first, last - first);
        return Piece{from, to, {bytes.begin(), bytes.end()}};
    };

    auto& pieces = datagram.pieces;
    auto next = static_cast<std::size_t>(
        std::upper_bound(pieces.begin(), pieces.end(), begin,
                         [](std::uint32_t at, const Piece& piece) { return at < piece.end; }) -
        pieces.begin());
    std::uint32_t kept = 0;
    for (std::uint32_t from = begin; from < end; ++next) {
        const bool last = next == pieces.size() || pieces[next].begin >= end;
        const std::uint32_t to = last ? end : pieces[next].begin;
        if (from < to) {
            kept += to - from;
            insert_piece(datagram, next, part(from, to));
            ++next;
        }
        if (last) break;
        from = pieces[next].end;
    }
    if (kept < end - begin) ++counters_.overlapping;
}

void FragmentReassembly::insert_piece(Incomplete& datagram, std::size_t position, Piece piece) {
    const auto cost = sizeof(Piece) + piece.bytes.size();
    datagram.cost += cost;
    bytes_ += cost;
    datagram.covered += piece.end - piece.begin;
    datagram.pieces.insert(datagram.pieces.begin() + static_cast<std::ptrdiff_t>(position),
                           std::move(piece));
}

bool FragmentReassembly::is_complete(const Incomplete& datagram) noexcept {
    if (!datagram.length || datagram.covered < *datagram.length) return false;
    // Pieces may lie beyond the end, where the fragments contradict each other.
    std::uint32_t reached = 0;
    for (const auto& piece : datagram.pieces) {
        if (piece.begin != reached || reached >= *datagram.length) break;
        reached = piece.end;
    }
    return reached >= *datagram.length;
}

FragmentReassembly::Datagram FragmentReassembly::put_together(const Incomplete& datagram) {
    reassembled_.clear();
    for (const auto& piece : datagram.pieces) {
        reassembled_.insert(reassembled_.end(), piece.bytes.begin(), piece.bytes.end());
        if (piece.bytes.size() < piece.end - piece.begin) break;  // cut by the snaplen
    }
    Frame frame{reassembled_, reassembled_.size()};
    frame.limit(*datagram.length);
    return {frame, datagram.protocol};
}

void FragmentReassembly::forget(Position datagram) {
    bytes_ -= datagram->cost;
    by_key_.erase(datagram->key);
    waiting_.erase(datagram);
}

}  // namespace pgoscope::net
