#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzer/packet_time.h"

namespace pgoscope {

/// Every bound on what untrusted traffic can make the program keep. Each is counted when it acts.
struct Limits {
    /// Bytes kept of one message body; what is longer is cut and marked `truncated`.
    std::uint32_t message_bytes = 64 * 1024;

    /// Out-of-order bytes and segments held for one direction, then the hole becomes a gap.
    std::uint32_t reassembly_bytes = 1024 * 1024;
    std::uint32_t reassembly_segments = 1024;
    /// Out-of-order bytes held for all connections together.
    std::uint64_t reassembly_total_bytes = 256ULL * 1024 * 1024;

    /// On any port, what one side said that the other has yet to answer in kind, of all connections
    /// of which nothing tells yet that they speak PostgreSQL.
    std::uint64_t undecided_bytes = 16ULL * 1024 * 1024;

    /// How long a connection may be silent before it is taken for gone, by the packets' clock.
    /// TCP's keep-alives, which PostgreSQL asks for, come every two hours by default.
    Nanoseconds idle_time = 10'800'000'000'000;
    Nanoseconds half_open_time = 60'000'000'000;  ///< likewise, when its handshake is not complete
    /// Connections tracked; the least recently used leaves first.
    std::uint32_t connections = 1'000'000;

    std::uint32_t open_exchanges = 4096;       ///< a session
    std::uint32_t prepared_statements = 4096;  ///< a session
    std::uint32_t portals = 1024;              ///< a session
    std::uint32_t query_statements = 100'000;  ///< of one Query that is longer than what is kept
    /// Names, SQL and values kept of them, all sessions together.
    std::uint64_t prepared_total_bytes = 256ULL * 1024 * 1024;
    /// Transactions prepared and not yet decided, all sessions together.
    std::uint32_t prepared_transactions = 10'000;
    /// Of the latest requests of a session, kept to tell what a message quotes of them: all when
    /// values are hidden, else those that may hold a secret.
    std::uint32_t recent_request_bytes = 8 * 1024;
    std::uint64_t recent_requests_total_bytes = 64ULL * 1024 * 1024;  ///< all sessions together
    std::uint32_t subscriptions = 1024;                               ///< a session
    /// Unsubscribed ones of a session that are known again by an update on its way meanwhile.
    std::uint32_t ended_subscriptions = 1024;

    /// Distinct statements told apart; the rest share one overflow row.
    std::uint32_t statements = 100'000;
    /// Sessions and error samples listed one by one in a report; totals count all.
    std::uint32_t listed_sessions = 10'000;
    std::uint32_t error_samples = 5;  ///< an SQLSTATE

    std::uint32_t fragmented_datagrams = 4096;
    std::uint32_t fragment_bytes = 16 * 1024 * 1024;
    Nanoseconds fragment_lifetime = 30'000'000'000;
};

}  // namespace pgoscope
