#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzer/limits.h"
#include "analyzer/tcp/stream_handler.h"
#include "analyzer/tcp/tcp_counters.h"

namespace pgoscope::tcp {

/// What all half-streams of a table share.
struct Reassembly {
    Limits limits;
    StreamHandler& handler;
    TcpCounters counters;
    /// Memory held behind holes, all connections together.
    std::uint64_t held_bytes = 0;
};

/// Where one direction of one connection is announced, and counted as it is.
struct Outlet {
    Reassembly& shared;
    const Connection& connection;
    Direction direction;

    void data(Bytes bytes, const Arrival& arrival) const {
        shared.counters.delivered_bytes += bytes.size();
        shared.handler.on_data(connection, direction, bytes, arrival);
    }
    void gap(Gap gap, const Arrival& arrival) const {
        const auto reason = static_cast<std::size_t>(gap.reason);
        ++shared.counters.gaps[reason];
        shared.counters.missing_bytes[reason] += gap.length;
        shared.handler.on_gap(connection, direction, gap, arrival);
    }
};

}  // namespace pgoscope::tcp
