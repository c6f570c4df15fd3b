#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/events/copy_payload.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement.h"
#include "analyzer/sql/statement_catalogue.h"

/// Numbers and texts as messages have them.
inline std::string number(std::uint64_t value, int bytes) {
    std::string out;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
    return out;
}
inline std::string text(std::string_view words) {
    return std::string(words) + '\0';
}
inline std::string value(std::string_view bytes) {
    return number(bytes.size(), 4) + std::string(bytes);
}
inline std::string message(char tag, const std::string& body = {}) {
    return tag + number(body.size() + 4, 4) + body;
}
inline std::string startup(const std::vector<std::string>& words) {
    std::string body = number(196608, 4);
    for (const auto& word : words)
        body += text(word);
    body += '\0';
    return number(body.size() + 4, 4) + body;
}
inline std::string status(std::string_view name, std::string_view setting) {
    return message('S', text(name) + text(setting));
}
inline const std::string authentication_ok = message('R', number(0, 4));
inline const std::string ready = message('Z', "I");

/// One session, said piece by piece, and what the sink was told of it. A millisecond passes before
/// each piece.
class Conversation final : public pgoscope::events::Sink {
  public:
    struct Message {
        pgoscope::events::MessageName name;
        std::optional<std::uint64_t> exchange;
        bool in_dialect;
        bool completes;
        std::optional<std::uint64_t> copied_rows{};  ///< that end in it
        std::vector<std::string> copied{};           ///< their values, name and bytes
        std::string format{};                        ///< of what is copied
        std::string error{};                         ///< its text, where that has no fields
        std::string failed{};                        ///< the statement that failed
    };

    enum class Beginning : std::uint8_t { with_startup, in_the_middle };

    explicit Conversation(Beginning beginning, pgoscope::session::Options options = {})
        : catalogue_(1000), table_(std::move(options), catalogue_, *this) {
        connection_.handshake_seen = beginning == Beginning::with_startup;
        connection_.originator.port = 50000;
        connection_.responder.port = 5432;
        table_.on_open(connection_);
    }

    explicit Conversation(pgoscope::session::Options options = {})
        : Conversation(Beginning::with_startup, std::move(options)) {}

    Conversation& client(const std::string& bytes) {
        return say(pgoscope::tcp::Direction::forward, bytes);
    }
    Conversation& server(const std::string& bytes) {
        return say(pgoscope::tcp::Direction::reverse, bytes);
    }
    void lose(std::uint64_t bytes) {
        table_.on_gap(connection_, pgoscope::tcp::Direction::reverse, {.length = bytes},
                      {.time = time_});
    }
    void close() { table_.on_close(connection_, pgoscope::tcp::CloseReason::fin, time_); }

    [[nodiscard]] const pgoscope::events::Accounting& accounting() const {
        return table_.accounting();
    }
    [[nodiscard]] const pgoscope::session::LimitCounters& limits() const {
        return table_.limit_counters();
    }

    std::vector<Message> messages;
    std::vector<pgoscope::events::Exchange> exchanges;
    std::vector<pgoscope::events::Subscription> subscriptions;
    unsigned malformed = 0;
    std::uint64_t errors = 0;  ///< of the session
    std::string server_kind;
    std::optional<std::uint32_t> process_id;
    std::string authentication;

  private:
    Conversation& say(pgoscope::tcp::Direction direction, const std::string& bytes) {
        time_ += 1'000'000;
        table_.on_data(connection_, direction, pgoscope::as_bytes(bytes), {.time = time_});
        return *this;
    }
    void on_message(const pgoscope::events::MessageEvent& event) override {
        std::optional<std::uint64_t> exchange;
        if (event.exchange != nullptr) exchange = event.exchange->number;
        messages.push_back(
            {event.name(), exchange, event.dialect != nullptr, event.completes_exchange});
        if (event.payload != nullptr)
            take_rows(std::get<pgoscope::events::RowsPayload>(event.payload->content));
        if (const auto* error = event.as<pgoscope::dissectors::v3::ErrorFields>())
            messages.back().error = error->old_style;
        if (event.failed_statement != nullptr)
            messages.back().failed = event.failed_statement->text;
        errors = event.session.totals.errors;
        server_kind = event.session.server_kind;
        process_id = event.session.process_id;
        authentication = event.session.authentication;
    }
    void take_rows(const pgoscope::events::RowsPayload& payload) {
        auto& message = messages.back();
        message.copied_rows = payload.rows;
        message.format = payload.format;
        for (std::size_t i = 0; i < payload.values.size(); ++i) {
            const auto& value = payload.values[i];
            std::string words;
            if (payload.shape != nullptr) words = (*payload.shape)[i % payload.columns].name + '=';
            words += value.null ? "NULL" : std::string(pgoscope::as_text(value.bytes));
            message.copied.push_back(std::move(words));
        }
    }
    void on_exchange(const pgoscope::events::SessionInfo&,
                     const pgoscope::events::Exchange& exchange) override {
        exchanges.push_back(exchange);
    }
    void on_subscription(const pgoscope::events::SessionInfo&,
                         const pgoscope::events::Subscription& subscription) override {
        subscriptions.push_back(subscription);
    }
    void on_malformed(const pgoscope::events::MalformedEvent&) override { ++malformed; }

    pgoscope::sql::StatementCatalogue catalogue_;
    pgoscope::session::SessionTable table_;
    pgoscope::tcp::Connection connection_;
    pgoscope::PacketTime time_ = 1'000'000'000;
};
