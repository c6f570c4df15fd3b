#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "analyzer/events/accounting.h"
#include "analyzer/events/sink.h"
#include "analyzer/limits.h"
#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::sql {
class StatementCatalogue;
}

namespace pgoscope::session {

struct Options {
    Limits limits;
    /// Server ports. Empty: PostgreSQL is recognised by content on any port.
    std::vector<std::uint16_t> ports{5432};
    /// Keep what sinks need to show parameter and row values.
    bool keep_values = false;
};

/// How often a bound on one session's state acted.
struct LimitCounters {
    std::uint64_t open_exchanges = 0;
    std::uint64_t prepared_statements = 0;
    std::uint64_t portals = 0;
    std::uint64_t truncated_messages = 0;
};

/// Tells sessions in the streams of TCP connections, and gives what is said in them to a sink.
class SessionTable final : public tcp::StreamHandler {
  public:
    SessionTable(Options options, sql::StatementCatalogue& catalogue, events::Sink& sink);
    ~SessionTable() override;

    void on_open(const tcp::Connection& connection) override;
    void on_data(const tcp::Connection& connection, tcp::Direction direction, Bytes bytes,
                 const tcp::Arrival& arrival) override;
    void on_gap(const tcp::Connection& connection, tcp::Direction direction, tcp::Gap gap,
                const tcp::Arrival& arrival) override;
    void on_close(const tcp::Connection& connection, tcp::CloseReason reason,
                  PacketTime time) override;

    /// Of the bytes that were delivered here; `payload_bytes` is left to who knows the segments.
    [[nodiscard]] const events::Accounting& accounting() const noexcept;
    [[nodiscard]] const LimitCounters& limit_counters() const noexcept;
};

}  // namespace pgoscope::session
