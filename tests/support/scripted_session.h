#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/events/sink.h"
#include "analyzer/sql/statement_catalogue.h"

/// One PostgreSQL session told to a sink event by event, as the session layer would, without any
/// packets: tests say what happens and how long it takes.
class ScriptedSession {
  public:
    using Fields = std::initializer_list<std::pair<char, std::string_view>>;

    ScriptedSession(pgoscope::events::Sink& sink, pgoscope::sql::StatementCatalogue& catalogue,
                    std::uint64_t number = 1, pgoscope::PacketTime opened = 1'000'000'000)
        : sink_(sink), catalogue_(catalogue), now_(opened) {
        info.number = number;
        info.opened = opened;
        info.recognition = pgoscope::events::Recognition::postgresql;
        info.startup_seen = true;
        info.requested_version = info.version = pgoscope::events::ProtocolVersion{3, 0};
        info.user = "app";
        info.database = "orders";
        info.application_name = "billing";
        info.server_kind = "PostgreSQL";
        info.server_version = "15.14";
        info.authentication = "SCRAM-SHA-256";
        info.transaction = pgoscope::events::TransactionStatus::idle;
        info.client = endpoint(7, 51834);
        info.server = endpoint(9, 5432);
        info.handshake_round_trip = 200'000;
        info.authentication_time = 4'000'000;
        info.setup_time = 6'000'000;
        sink_.on_session_open(info, opened);
    }

    void wait(pgoscope::Nanoseconds time) { now_ += time; }
    [[nodiscard]] pgoscope::PacketTime now() const { return now_; }

    /// The capture lacks so many bytes of the server's answer.
    void lose(std::uint64_t bytes) {
        sink_.on_gap({.session = info,
                      .direction = pgoscope::events::Direction::backend,
                      .time = now_,
                      .packet = 7,
                      .missing_bytes = bytes,
                      .reason = "lost",
                      .skipped_bytes = 0});
    }

    const pgoscope::sql::Statement* statement(std::string_view sql) {
        const auto ids = catalogue_.intern(sql);
        return ids.empty() ? nullptr : &catalogue_[ids.front()];
    }

    /// A simple Query that succeeds, with its ReadyForQuery.
    void query(std::string_view sql, pgoscope::Nanoseconds duration = 1'000'000,
               std::uint64_t rows = 1) {
        const auto exchange = run(sql, duration, rows, pgoscope::events::ExchangeKind::query);
        message({}, 'C', text("SELECT " + std::to_string(rows)), &exchange);
        sink_.on_exchange(info, exchange);
        call(exchange);
        ready();
    }
    /// The same as an Execute whose request was sent before the one ahead was answered.
    void pipelined(std::string_view sql, pgoscope::Nanoseconds duration = 1'000'000) {
        auto exchange = run(sql, duration, 1, pgoscope::events::ExchangeKind::execute);
        exchange.ahead_completed = exchange.request_last + duration / 2;
        sink_.on_exchange(info, exchange);
        call(exchange);
    }
    /// A Query that fails; `fields` beyond severity, SQLSTATE and message.
    void failing(std::string_view sql, std::string_view sqlstate, Fields fields = {},
                 std::string_view severity = "ERROR") {
        auto exchange = run(sql, 500'000, 0, pgoscope::events::ExchangeKind::query);
        exchange.outcome = pgoscope::events::ExchangeOutcome::failed;
        exchange.results = 0;
        exchange.sqlstate = sqlstate;
        diagnostic('E', sqlstate, fields, severity, &exchange);
        sink_.on_exchange(info, exchange);
        ready();
    }
    /// An ErrorResponse (`E`) or NoticeResponse (`N`).
    void diagnostic(char tag, std::string_view sqlstate, Fields fields = {},
                    std::string_view severity = "ERROR",
                    const pgoscope::events::Exchange* exchange = nullptr,
                    std::optional<pgoscope::Nanoseconds> since_cancel = {}) {
        std::string body;
        const auto add = [&](char code, std::string_view value) {
            ((body += code) += value) += '\0';
        };
        add('S', severity);
        add('V', severity);
        add('C', sqlstate);
        add('M', "something happened");
        for (const auto& [code, value] : fields)
            add(code, value);
        body += '\0';
        message(since_cancel, tag, body, exchange);
    }
    void unanswered(std::string_view sql) {
        auto exchange = run(sql, 0, 0, pgoscope::events::ExchangeKind::query);
        exchange.outcome = pgoscope::events::ExchangeOutcome::unanswered;
        exchange.completed.reset();
        exchange.reply_first.reset();
        sink_.on_exchange(info, exchange);
    }

    void begin() {
        begun_ = now_;
        idle_ = 0;
        info.transaction = pgoscope::events::TransactionStatus::in_transaction;
        query("begin", 200'000, 0);
    }
    void commit() {
        info.transaction = pgoscope::events::TransactionStatus::idle;
        query("commit", 200'000, 0);
    }

    void close(pgoscope::events::SessionEnd end = pgoscope::events::SessionEnd::terminated) {
        info.closed = now_;
        sink_.on_session_close(info, end, now_);
    }

    /// A message of the backend.
    void message(std::optional<pgoscope::Nanoseconds> since_cancel, char tag, std::string_view body,
                 const pgoscope::events::Exchange* exchange) {
        namespace v3 = pgoscope::dissectors::v3;
        const auto dissection = v3::dissect_backend(tag, {.bytes = pgoscope::as_bytes(body)});
        const auto length = static_cast<std::uint32_t>(body.size() + 5);
        ++info.totals.backend_messages;
        info.totals.backend_bytes += length;
        pgoscope::events::MessageEvent event{.session = info,
                                             .direction = pgoscope::events::Direction::backend,
                                             .first_time = now_,
                                             .time = now_,
                                             .packet = ++packet_,
                                             .tag = tag,
                                             .length_bytes = length,
                                             .missing_bytes = 0,
                                             .truncated = false,
                                             .dissection = dissection,
                                             .since_cancel = since_cancel};
        event.exchange = exchange;
        event.failed_statement = exchange != nullptr ? exchange->statement : nullptr;
        event.transaction = info.transaction;
        sink_.on_message(event);
    }

    pgoscope::events::SessionInfo info;

  private:
    static pgoscope::Endpoint endpoint(std::uint8_t host, std::uint16_t port) {
        return {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, host}}, port};
    }
    static std::string text(std::string_view content) { return std::string(content) + '\0'; }

    pgoscope::events::Exchange run(std::string_view sql, pgoscope::Nanoseconds duration,
                                   std::uint64_t rows, pgoscope::events::ExchangeKind kind) {
        if (idle_since_) {
            idle_ += now_ - *idle_since_;
            sink_.on_idle_in_transaction(info, now_ - *idle_since_);
            idle_since_.reset();
        }
        pgoscope::events::Exchange exchange;
        exchange.number = ++info.totals.exchanges;
        exchange.kind = kind;
        exchange.outcome = pgoscope::events::ExchangeOutcome::completed;
        exchange.statement = statement(sql);
        exchange.request_first = exchange.request_last = now_;
        exchange.previous_ready = ready_;
        exchange.reply_first = now_ + duration / 2;
        exchange.completed = now_ + duration;
        exchange.rows = rows;
        exchange.results = 1;
        exchange.request_bytes = sql.size() + 6;
        exchange.response_bytes = 40;
        now_ += duration;
        ++info.totals.frontend_messages;
        info.totals.frontend_bytes += exchange.request_bytes;
        return exchange;
    }
    void call(const pgoscope::events::Exchange& exchange) {
        sink_.on_call(info, {.statement = exchange.statement,
                             .duration = *exchange.duration(),
                             .service = *exchange.service(),
                             .time_to_first_reply = exchange.time_to_first_reply(),
                             .rows = exchange.rows,
                             .request_bytes = exchange.request_bytes,
                             .response_bytes = exchange.response_bytes});
    }
    void ready() {
        using pgoscope::events::TransactionStatus;
        if (info.transaction != TransactionStatus::idle) {
            idle_since_ = now_;
        } else if (begun_) {
            sink_.on_transaction(
                info, {pgoscope::events::Transaction::Outcome::committed, now_ - *begun_, idle_});
            begun_.reset();
        }
        const char status[] = {static_cast<char>(info.transaction)};
        message({}, 'Z', {status, 1}, nullptr);
        ready_ = now_;
    }

    pgoscope::events::Sink& sink_;
    pgoscope::sql::StatementCatalogue& catalogue_;
    pgoscope::PacketTime now_;
    std::optional<pgoscope::PacketTime> ready_;
    std::optional<pgoscope::PacketTime> begun_;
    std::optional<pgoscope::PacketTime> idle_since_;
    pgoscope::Nanoseconds idle_ = 0;
    std::uint64_t packet_ = 0;
};
