#pragma once

#include <cstdint>

#include "analyzer/packet_time.h"

namespace pgoscope::stats {

/// From where on behavior is worth a word. Set so that each finding means a waste or a danger that
/// somebody can act upon, and healthy traffic has none.
struct Thresholds {
    /// N+1 statements: one statement, run after run in one session, each a round trip of its own.
    std::uint32_t n_plus_one_calls = 10;        ///< in a row
    Nanoseconds n_plus_one_pause = 20'000'000;  ///< a longer thought of the client ends the row
    std::uint64_t n_plus_one_rows = 10;         ///< a call, on average; more is bulk work

    /// Waiting for the client inside a transaction holds locks and keeps vacuum back.
    Nanoseconds idle_in_transaction = 100'000'000;

    /// Connection churn: a user's sessions of one database that end after a moment.
    std::uint64_t churn_sessions = 20;
    Nanoseconds churn_lifetime = 1'000'000'000;
    std::uint64_t churn_exchanges = 5;     ///< more work than this was worth a connection
    double churn_share = 0.5;              ///< of the sessions of that user and database
    double churn_sessions_a_second = 0.5;  ///< new ones

    /// Chatty transactions: many small steps, and most of the time goes by between them.
    std::uint64_t chatty_round_trips = 20;
    double chatty_waiting_share = 0.5;  ///< client and network; waits that are idle do not count

    /// Slow outliers of a statement.
    std::uint64_t outlier_calls = 50;
    double outlier_factor = 20;              ///< p99 or, with fewer calls, the longest, over p50
    Nanoseconds outlier_floor = 10'000'000;  ///< what is faster hurts nobody

    /// Errors of one SQLSTATE within one second.
    std::uint64_t burst_errors = 20;
    /// The same statement failing with the same SQLSTATE in a session, again and again.
    std::uint32_t retry_errors = 5;

    /// Share of the payload that must be missing for latencies to be in doubt.
    double doubtful_loss = 0.001;
    /// A session whose other direction is silent has said at least this many messages.
    std::uint64_t one_sided_messages = 3;
};

}  // namespace pgoscope::stats
