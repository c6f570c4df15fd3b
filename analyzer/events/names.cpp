#include <array>

#include "analyzer/events/accounting.h"
#include "analyzer/events/replication.h"
#include "analyzer/events/sink.h"

namespace pgoscope::events {
namespace {

template <class Enum, std::size_t size>
std::string_view name_of(const std::array<std::string_view, size>& names, Enum value) noexcept {
    return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view to_string(Encryption encryption) noexcept {
    static constexpr std::array<std::string_view, 4> names{"none", "tls", "direct_tls", "gss"};
    return name_of(names, encryption);
}

std::string_view to_string(ExchangeKind kind) noexcept {
    static constexpr std::array<std::string_view, exchange_kind_count> names{
        "query",    "execute",     "prepare", "close",  "function_call", "copy_in",
        "copy_out", "replication", "startup", "cancel", "subscribe",     "internal"};
    return name_of(names, kind);
}

std::string_view to_string(ExchangeOutcome outcome) noexcept {
    static constexpr std::array<std::string_view, 6> names{"open",      "completed", "failed",
                                                           "suspended", "skipped",   "unanswered"};
    return name_of(names, outcome);
}

std::string_view to_string(SkipReason reason) noexcept {
    static constexpr std::array<std::string_view, skip_reason_count> names{
        "retransmitted",      "after_close",
        "out_of_window",      "not_postgresql",
        "undecided",          "resynchronisation",
        "incomplete_message", "connection_limit",
        "compressed",         "waiting"};
    return name_of(names, reason);
}

std::string_view to_string(SessionEnd end) noexcept {
    static constexpr std::array<std::string_view, 8> names{"terminated",     "closed",  "reset",
                                                           "port_reused",    "evicted", "timed_out",
                                                           "end_of_capture", "open"};
    return name_of(names, end);
}

std::string_view to_string(ReplicationKind kind) noexcept {
    static constexpr std::array<std::string_view, 5> names{"physical", "logical", "base_backup",
                                                           "manifest_upload", "unknown"};
    return name_of(names, kind);
}

}  // namespace pgoscope::events
