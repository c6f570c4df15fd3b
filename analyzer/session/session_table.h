#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/events/accounting.h"
#include "analyzer/events/open_session.h"
#include "analyzer/events/prepared_transaction.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/options.h"
#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::sql {
class StatementCatalogue;
}

namespace pgoscope::session {

class Session;
struct Context;

/// Tells sessions in the streams of TCP connections, and gives what is said in them to a sink.
class SessionTable final : public tcp::StreamHandler {
  public:
    SessionTable(Options options, sql::StatementCatalogue& catalogue, events::Sink& sink);
    ~SessionTable() override;

    void on_open(const tcp::Connection& connection) override;
    [[gnu::hot]] void on_data(const tcp::Connection& connection, tcp::Direction direction,
                              Bytes bytes, const tcp::Arrival& arrival) override;
    void on_gap(const tcp::Connection& connection, tcp::Direction direction, tcp::Gap gap,
                const tcp::Arrival& arrival) override;
    void on_close(const tcp::Connection& connection, tcp::CloseReason reason,
                  PacketTime time) override;

    /// Opens the converters of all client encodings, where the process will soon be unable to.
    void open_converters();
    /// Completes the totals of the sessions that are open, which are otherwise at their close.
    void bring_up_to_date();
    /// Appends those that are open and were announced, in no particular order. Valid until they
    /// close.
    void append_open(std::vector<events::OpenSession>& sessions) const;

    /// Of the bytes that were delivered here; `payload_bytes` is left to who knows the segments.
    [[nodiscard]] const events::Accounting& accounting() const noexcept;
    /// Transactions that were prepared and are not decided, in the order of their times.
    [[nodiscard]] std::vector<events::PreparedTransaction> prepared_transactions() const;
    [[nodiscard]] const LimitCounters& limit_counters() const noexcept;
    /// How many were announced, which is the last one's number.
    [[nodiscard]] std::uint64_t sessions() const noexcept;

  private:
    std::unique_ptr<Context> context_;
    std::vector<std::unique_ptr<Session>> sessions_;  ///< by the connection's slot
};

}  // namespace pgoscope::session
