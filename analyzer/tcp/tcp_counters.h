#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::tcp {

/// What became of everything a ConnectionTable was given. After `finish`, `payload_bytes` equals
/// `accounted_bytes()`; before it, the difference is what waits behind holes.
struct TcpCounters {
    std::uint64_t segments = 0;
    /// TCP payload as captured: what the snaplen cut is not in it.
    std::uint64_t payload_bytes = 0;

    // Where each payload byte went; every byte is in exactly one of these.
    std::uint64_t delivered_bytes = 0;
    /// Copies of bytes already announced or waiting, whole segments and overlapping parts; also
    /// bytes that came after their hole had become a gap.
    std::uint64_t retransmitted_bytes = 0;
    /// Garbage bytes of keep-alive probes (RFC 9293, 3.8.4).
    std::uint64_t keep_alive_bytes = 0;
    /// Sent before the first byte seen of a direction whose beginning was not captured.
    std::uint64_t before_start_bytes = 0;
    /// Beyond a FIN, in an accepted RST, or on a connection that was closed shortly before.
    std::uint64_t after_close_bytes = 0;
    /// Farther from the next expected byte than any window, or in a RST that was not believed.
    std::uint64_t out_of_window_bytes = 0;
    /// In segments that neither belong to a connection nor open one.
    std::uint64_t untracked_bytes = 0;

    [[nodiscard]] std::uint64_t accounted_bytes() const noexcept {
        return delivered_bytes + retransmitted_bytes + keep_alive_bytes + before_start_bytes +
               after_close_bytes + out_of_window_bytes + untracked_bytes;
    }

    /// Gaps and the bytes they stand for, by GapReason.
    std::array<std::uint64_t, 4> gaps{};
    std::array<std::uint64_t, 4> missing_bytes{};

    [[nodiscard]] std::uint64_t gaps_of(GapReason reason) const noexcept {
        return gaps[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t missing_bytes_of(GapReason reason) const noexcept {
        return missing_bytes[static_cast<std::size_t>(reason)];
    }

    /// Connections opened, and those of them whose handshake was not captured.
    std::uint64_t connections = 0;
    std::uint64_t midstream_connections = 0;
    /// Connections pushed out by `Limits::connections`.
    std::uint64_t evicted_connections = 0;
    /// Connections closed by `Limits::idle_time` and by `Limits::half_open_time`.
    std::uint64_t timed_out_idle = 0;
    std::uint64_t timed_out_half_open = 0;

    /// Segments whose payload lay beyond a hole when they came.
    std::uint64_t out_of_order_segments = 0;
    std::uint64_t keep_alives = 0;
    /// Segments of a connection that was closed shortly before.
    std::uint64_t late_segments = 0;
    /// Segments that neither belong to a connection nor open one.
    std::uint64_t stray_segments = 0;
    /// Bytes of a copy that differ from the waiting bytes they claim to repeat; the first copy
    /// wins. Bytes already delivered are no longer there to compare.
    std::uint64_t conflicting_bytes = 0;

    std::uint64_t resets_ignored = 0;           ///< RST with a sequence number that cannot be meant
    std::uint64_t fins_ignored = 0;             ///< FIN before data already seen, or out of window
    std::uint64_t acknowledgments_ignored = 0;  ///< out of window
    /// A direction continued out of window and was followed there, across a gap.
    std::uint64_t resynchronizations = 0;

    // How often each bound turned a hole into a gap.
    std::uint64_t reassembly_bytes_limit_hits = 0;
    std::uint64_t reassembly_segments_limit_hits = 0;
    std::uint64_t reassembly_total_limit_hits = 0;
};

}  // namespace pgoscope::tcp
