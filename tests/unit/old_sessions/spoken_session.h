#pragma once

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/events/copy_payload.h"
#include "analyzer/events/replication.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "dissectors/byte_reader.h"

/// Writes down what a session tells: `> Query`, `< CommandComplete`, `= query completed 3 rows`,
/// `! call 1 row`, `transaction committed`, `gap`, `malformed`.
class Transcript final : public pgoscope::events::Sink {
  public:
    void on_message(const pgoscope::events::MessageEvent& event) override {
        const bool from_client = event.direction == pgoscope::events::Direction::frontend;
        auto line = std::string(from_client ? "> " : "< ");
        line += dissectors_name(event);
        if (event.end_probe) line += " (probe)";
        lines.push_back(std::move(line));
        if (event.payload != nullptr) count_changes(*event.payload);
        if (event.name() == pgoscope::events::MessageName::BinaryRow && event.shape != nullptr)
            binary_row_in_memory.push_back(event.shape->front().in_memory);
    }
    void on_exchange(const pgoscope::events::SessionInfo&,
                     const pgoscope::events::Exchange& exchange) override {
        lines.push_back("= " + std::string(to_string(exchange.kind)) + ' ' +
                        std::string(to_string(exchange.outcome)) + ' ' +
                        std::to_string(exchange.rows));
        exchanges.push_back(exchange);
    }
    void on_call(const pgoscope::events::SessionInfo&,
                 const pgoscope::events::Call& call) override {
        lines.push_back("! " + std::to_string(call.rows));
        ++calls;
        if (call.statement != nullptr) ++statement_calls[call.statement->text];
    }
    void on_copy(const pgoscope::events::SessionInfo&,
                 const pgoscope::events::Copy& copy) override {
        copies.push_back(copy);
    }
    void on_transaction(const pgoscope::events::SessionInfo&,
                        const pgoscope::events::Transaction& transaction) override {
        using Outcome = pgoscope::events::Transaction::Outcome;
        lines.emplace_back(transaction.outcome == Outcome::committed ? "committed"
                                                                     : "not committed");
    }
    void on_replication(const pgoscope::events::SessionInfo&,
                        const pgoscope::events::ReplicationSummary& summary) override {
        replications.push_back(summary);
    }
    void on_gap(const pgoscope::events::GapEvent&) override { lines.emplace_back("gap"); }
    void on_malformed(const pgoscope::events::MalformedEvent& event) override {
        lines.emplace_back("malformed");
        reasons.emplace_back(event.reason);
        ++malformed;
    }
    void on_session_close(const pgoscope::events::SessionInfo& session,
                          pgoscope::events::SessionEnd, pgoscope::PacketTime) override {
        info = session;
    }

    [[nodiscard]] std::ptrdiff_t count(std::string_view line) const {
        return std::count(lines.begin(), lines.end(), line);
    }

    std::vector<std::string> lines;
    std::vector<std::string> reasons;  ///< of what was malformed
    std::vector<pgoscope::events::Exchange> exchanges;
    std::vector<pgoscope::events::Copy> copies;
    std::vector<pgoscope::events::ReplicationSummary> replications;
    pgoscope::events::SessionInfo info;
    int calls = 0;
    std::map<std::string, int> statement_calls;  ///< by normalised text
    int malformed = 0;
    std::uint64_t changes = 0;  ///< that logical streams told
    std::vector<std::optional<std::endian>> binary_row_in_memory;

  private:
    void count_changes(const pgoscope::events::CopyPayload& payload) {
        const auto* wal = std::get_if<pgoscope::events::WalPayload>(&payload.content);
        if (wal == nullptr || !wal->logical) return;
        for (const auto& change : wal->logical->changes)
            changes += change.count;
    }
    static std::string dissectors_name(const pgoscope::events::MessageEvent& event) {
        return std::string(to_string(event.name()));
    }
};

/// One connection to port 5432 whose bytes a test says piece by piece, a microsecond apart.
class SpokenSession {
  public:
    explicit SpokenSession(bool from_its_beginning = true, pgoscope::session::Options options = {})
        : table_(std::move(options), catalogue_, transcript) {
        connection_.originator.port = 40'000;
        connection_.responder.port = 5432;
        connection_.handshake_seen = from_its_beginning;
        table_.on_open(connection_);
    }

    void client(std::string_view bytes) { say(pgoscope::tcp::Direction::forward, bytes); }
    void server(std::string_view bytes) { say(pgoscope::tcp::Direction::reverse, bytes); }
    void lose(pgoscope::tcp::Direction direction, std::uint64_t length) {
        table_.on_gap(connection_, direction, {length}, arrival());
    }
    void close(pgoscope::tcp::CloseReason reason = pgoscope::tcp::CloseReason::fin) {
        table_.on_close(connection_, reason, arrival().time);
    }
    /// All that was said is accounted for.
    [[nodiscard]] bool accounting_closes() const {
        auto accounting = table_.accounting();
        accounting.payload_bytes = said_;
        return accounting.closes();
    }
    [[nodiscard]] std::uint64_t skipped() const {
        return said_ - table_.accounting().dissected_bytes;
    }

    Transcript transcript;

  private:
    void say(pgoscope::tcp::Direction direction, std::string_view bytes) {
        said_ += bytes.size();
        table_.on_data(connection_, direction, pgoscope::as_bytes(bytes), arrival());
    }
    pgoscope::tcp::Arrival arrival() {
        ++packet_;
        return {.time = static_cast<pgoscope::PacketTime>(packet_ * 1000), .packet = packet_};
    }

    pgoscope::sql::StatementCatalogue catalogue_{1000};
    pgoscope::session::SessionTable table_;
    pgoscope::tcp::Connection connection_;
    std::uint64_t packet_ = 0;
    std::uint64_t said_ = 0;
};
