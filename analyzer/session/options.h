#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/limits.h"

namespace pgoscope::session {

struct Options {
    Limits limits;
    /// Server ports. Empty: PostgreSQL is recognized by content on any port.
    std::vector<std::uint16_t> ports{5432};
    /// Keep what sinks need to show parameter and row values.
    bool keep_values = false;
    /// Keep the latest requests of each session, to tell what messages quote of them.
    bool keep_requests = false;
};

/// How often a bound on one session's state acted.
struct LimitCounters {
    std::uint64_t open_exchanges = 0;
    std::uint64_t prepared_statements = 0;
    std::uint64_t prepared_total_bytes = 0;
    std::uint64_t portals = 0;
    std::uint64_t prepared_transactions = 0;
    std::uint64_t recent_requests = 0;
    std::uint64_t recent_requests_total = 0;
    std::uint64_t subscriptions = 0;
    std::uint64_t ended_subscriptions = 0;
    std::uint64_t undecided_bytes = 0;
    std::uint64_t truncated_messages = 0;
    std::uint64_t query_statements = 0;
};

}  // namespace pgoscope::session
