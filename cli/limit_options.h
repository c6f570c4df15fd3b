#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "analyzer/limits.h"

namespace pgoscope::cli {

/// `--limit-...`: one for each member of Limits.
struct LimitOption {
    enum class Unit : std::uint8_t { count, bytes, duration };
    using Member =
        std::variant<std::uint32_t Limits::*, std::uint64_t Limits::*, Nanoseconds Limits::*>;

    std::string_view name;
    Unit unit;
    std::uint64_t least;  ///< what works with less is nothing
    Member member;
    std::string_view text;
};

inline constexpr std::array limit_options{
    LimitOption{"--limit-message-bytes", LimitOption::Unit::bytes, 256, &Limits::message_bytes,
                "Bytes kept of one message; the rest is cut and marked truncated"},
    LimitOption{"--limit-reassembly-bytes", LimitOption::Unit::bytes, 0, &Limits::reassembly_bytes,
                "Out-of-order bytes held for a direction before the hole becomes a gap"},
    LimitOption{"--limit-reassembly-segments", LimitOption::Unit::count, 0,
                &Limits::reassembly_segments,
                "Out-of-order segments held for a direction before the hole becomes a gap"},
    LimitOption{"--limit-reassembly-total-bytes", LimitOption::Unit::bytes, 0,
                &Limits::reassembly_total_bytes,
                "Out-of-order bytes held for all connections together"},
    LimitOption{"--limit-connections", LimitOption::Unit::count, 1, &Limits::connections,
                "Connections tracked; the least recently used is forgotten first"},
    LimitOption{"--limit-idle-time", LimitOption::Unit::duration, 1, &Limits::idle_time,
                "How long a connection may be silent before it is no longer followed"},
    LimitOption{"--limit-half-open-time", LimitOption::Unit::duration, 1, &Limits::half_open_time,
                "The same for a connection whose TCP handshake is not complete"},
    LimitOption{"--limit-undecided-bytes", LimitOption::Unit::bytes, 0, &Limits::undecided_bytes,
                "Bytes held with --port auto until both sides are known to speak PostgreSQL"},
    LimitOption{"--limit-open-exchanges", LimitOption::Unit::count, 1, &Limits::open_exchanges,
                "Requests of a session that may wait for their replies at once"},
    LimitOption{"--limit-prepared-statements", LimitOption::Unit::count, 1,
                &Limits::prepared_statements, "Prepared statements remembered of a session"},
    LimitOption{"--limit-portals", LimitOption::Unit::count, 1, &Limits::portals,
                "Portals remembered of a session"},
    LimitOption{"--limit-query-statements", LimitOption::Unit::count, 1, &Limits::query_statements,
                "Statements counted one by one of a Query longer than --limit-message-bytes"},
    LimitOption{"--limit-prepared-total-bytes", LimitOption::Unit::bytes, 0,
                &Limits::prepared_total_bytes,
                "Bytes kept of prepared statements and portals, all sessions together"},
    LimitOption{"--limit-prepared-transactions", LimitOption::Unit::count, 0,
                &Limits::prepared_transactions,
                "Prepared transactions remembered until COMMIT PREPARED or ROLLBACK PREPARED"},
    LimitOption{"--limit-recent-request-bytes", LimitOption::Unit::bytes, 0,
                &Limits::recent_request_bytes,
                "Bytes kept of a session's latest requests, to hide what messages repeat of them"},
    LimitOption{"--limit-recent-requests-total-bytes", LimitOption::Unit::bytes, 0,
                &Limits::recent_requests_total_bytes,
                "Bytes kept of the latest requests, all sessions together"},
    LimitOption{"--limit-subscriptions", LimitOption::Unit::count, 1, &Limits::subscriptions,
                "Subscriptions followed in a session"},
    LimitOption{"--limit-ended-subscriptions", LimitOption::Unit::count, 0,
                &Limits::ended_subscriptions,
                "Ended subscriptions of a session, remembered because updates may still arrive"},
    LimitOption{"--limit-statements", LimitOption::Unit::count, 1, &Limits::statements,
                "Distinct statements told apart; the rest share one row"},
    LimitOption{"--limit-listed-sessions", LimitOption::Unit::count, 0, &Limits::listed_sessions,
                "Sessions a report lists one by one; its totals count all"},
    LimitOption{"--limit-error-samples", LimitOption::Unit::count, 0, &Limits::error_samples,
                "Sample errors that a report shows of each SQLSTATE"},
    LimitOption{"--limit-fragmented-datagrams", LimitOption::Unit::count, 1,
                &Limits::fragmented_datagrams, "Incomplete IP datagrams held"},
    LimitOption{"--limit-fragment-bytes", LimitOption::Unit::bytes, 1, &Limits::fragment_bytes,
                "Bytes of incomplete IP datagrams held"},
    LimitOption{"--limit-fragment-lifetime", LimitOption::Unit::duration, 1,
                &Limits::fragment_lifetime, "How long an incomplete IP datagram is held"},
};

/// Throws UsageError.
void set_limit(Limits& limits, const LimitOption& option, std::string_view text);

/// The value that holds when nothing is asked for, as it would be written: `64K`, `1000000`, `30s`.
[[nodiscard]] std::string default_of(const LimitOption& option);

}  // namespace pgoscope::cli
