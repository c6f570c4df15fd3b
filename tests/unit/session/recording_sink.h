#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/events/sink.h"
#include "analyzer/sql/quoted_values.h"
#include "analyzer/sql/statement.h"

using Lines = std::vector<std::string>;

/// Writes down what a sink is told, one short line an event; what is not known or zero is left out.
class RecordingSink final : public pgoscope::events::Sink {
  public:
    using Nanoseconds = pgoscope::Nanoseconds;

    /// `2 execute completed duration=30 first=5 transfer=10 think=7 queued=3 service=20 rows=1
    /// results=1 | select $1`
    Lines exchanges;
    /// `select $1: duration=30 service=20 first=5 rows=1`
    Lines calls;
    /// `in failed (CopyFail's reason) time=30 bytes=4 rows=2 | copy t from stdin`
    Lines copies;
    /// `> Query #2`, `< CommandComplete #2.`: the dot says that it completes the exchange.
    Lines messages;
    /// `committed duration=30 idle=10`, and `idle 10`.
    Lines transactions;
    /// By session: `1 prepares`, `2 commits`, `2 rolls back what nobody prepared`.
    Lines two_phase;
    /// `< lost missing=5 skipped=3`
    Lines gaps;
    /// `> field_overrun Q length=12 offset=0 skipped=0`
    Lines malformed;
    /// `open 1`, `close 1 terminated`.
    Lines sessions;
    /// All of the above in order.
    Lines all;
    /// As they were at their close, in that order.
    std::vector<pgoscope::events::SessionInfo> closed;
    std::optional<Nanoseconds> since_cancel;
    /// Name of the statement or portal that the latest message is about, and its SQL.
    Lines statements;

    /// Of each error and notice: `42601 select $1`; `(unknown)` where there is no statement.
    Lines failed;
    /// The message of each error and notice, and the value of each ParameterStatus, as it may be
    /// shown where values are hidden; `?` where nobody looked for them.
    Lines redacted;
    /// The same where only secrets are hidden, of all fields that have any.
    Lines without_secrets;

    void on_session_open(const pgoscope::events::SessionInfo& session,
                         pgoscope::PacketTime) override {
        note(sessions, "open " + std::to_string(session.number));
    }
    void on_message(const pgoscope::events::MessageEvent& event) override {
        std::string line(arrow(event.direction));
        line += to_string(event.name());
        if (event.exchange != nullptr) line += " #" + std::to_string(event.exchange->number);
        if (event.completes_exchange) line += '.';
        if (event.truncated) line += " truncated";
        add(line, "missing", event.missing_bytes);
        if (event.since_cancel) since_cancel = event.since_cancel;
        if (event.statement != nullptr) {
            statements.push_back(std::string(to_string(event.name())) + ' ' +
                                 event.statement->name + ": " +
                                 (event.statement->known ? event.statement->sql : "(unknown)"));
        }
        if (const auto* error = event.as<pgoscope::dissectors::v3::ErrorFields>()) {
            failed.push_back(
                std::string(error->find('C').value_or("")) + ' ' +
                (event.failed_statement != nullptr ? event.failed_statement->text : "(unknown)"));
        }
        note_quoted(event);
        if (event.prepared_by != 0)
            line.append(" of session ").append(std::to_string(event.prepared_by)) +=
                " after " + std::to_string(event.since_prepared);
        note(messages, std::move(line));
    }
    void on_exchange(const pgoscope::events::SessionInfo&,
                     const pgoscope::events::Exchange& exchange) override {
        auto line = std::to_string(exchange.number) + ' ';
        line += to_string(exchange.kind);
        line += ' ';
        line += to_string(exchange.outcome);
        add(line, "duration", exchange.duration());
        add(line, "first", exchange.time_to_first_reply());
        add(line, "transfer", exchange.transfer());
        add(line, "think", exchange.client_think());
        add(line, "queued", exchange.queued());
        add(line, "service", exchange.service());
        add(line, "rows", exchange.rows);
        add(line, "results", exchange.results);
        if (exchange.gap) line += " gap";
        if (!exchange.sqlstate.empty()) line += ' ' + exchange.sqlstate;
        if (exchange.statement != nullptr) line += " | " + exchange.statement->text;
        if (exchange.cursor_statement != nullptr)
            line += " | of " + exchange.cursor_statement->text;
        exchange_bytes.push_back(exchange.response_bytes);
        note(exchanges, std::move(line));
    }
    void on_call(const pgoscope::events::SessionInfo&,
                 const pgoscope::events::Call& call) override {
        std::string line = call.statement != nullptr ? call.statement->text : "(unknown)";
        line += ':';
        add(line, "duration", std::optional(call.duration));
        add(line, "service", std::optional(call.service));
        add(line, "first", call.time_to_first_reply);
        add(line, "rows", call.rows);
        request_bytes += call.request_bytes;
        response_bytes += call.response_bytes;
        note(calls, std::move(line));
    }
    void on_copy(const pgoscope::events::SessionInfo&,
                 const pgoscope::events::Copy& copy) override {
        std::string line = copy.from_client ? "in" : "out";
        if (!copy.completed) line += " failed";
        const auto& totals = copy.totals;
        if (!totals.failure.empty()) line += " (" + totals.failure + ')';
        add(line, "time", totals.time);
        add(line, "bytes", totals.bytes);
        if (totals.rows)
            add(line, "rows", *totals.rows);
        else
            line += " uncounted";
        if (copy.statement != nullptr) line += " | " + copy.statement->text;
        note(copies, std::move(line));
    }
    void on_transaction(const pgoscope::events::SessionInfo&,
                        const pgoscope::events::Transaction& ended) override {
        using Outcome = pgoscope::events::Transaction::Outcome;
        std::string line = ended.outcome == Outcome::committed     ? "committed"
                           : ended.outcome == Outcome::rolled_back ? "rolled_back"
                           : ended.outcome == Outcome::prepared    ? "prepared"
                                                                   : "failed";
        add(line, "duration", std::optional(ended.duration));
        add(line, "idle", std::optional(ended.idle));
        note(transactions, std::move(line));
    }
    void on_two_phase(const pgoscope::events::SessionInfo& session,
                      const pgoscope::events::TwoPhaseStep& step) override {
        using Kind = pgoscope::events::TwoPhaseStep::Kind;
        auto line = std::to_string(session.number) + ' ';
        line += step.kind == Kind::prepared    ? "prepares"
                : step.kind == Kind::committed ? "commits"
                                               : "rolls back";
        if (step.kind != Kind::prepared && !step.joined) line += " what nobody prepared";
        note(two_phase, std::move(line));
    }
    void on_idle_in_transaction(const pgoscope::events::SessionInfo&, Nanoseconds idle) override {
        note(transactions, "idle " + std::to_string(idle));
    }
    void on_gap(const pgoscope::events::GapEvent& gap) override {
        auto line = std::string(arrow(gap.direction)).append(gap.reason);
        add(line, "missing", gap.missing_bytes);
        add(line, "skipped", gap.skipped_bytes);
        note(gaps, std::move(line));
    }
    void on_malformed(const pgoscope::events::MalformedEvent& event) override {
        auto line = std::string(arrow(event.direction)).append(event.reason);
        if (event.tag != 0) (line += ' ') += event.tag;
        add(line, "length", event.length_bytes);
        line += " offset=" + std::to_string(event.offset);
        add(line, "skipped", event.skipped_bytes);
        note(malformed, std::move(line));
    }
    void on_session_close(const pgoscope::events::SessionInfo& session,
                          pgoscope::events::SessionEnd end, pgoscope::PacketTime) override {
        auto line = "close " + std::to_string(session.number) + ' ';
        note(sessions, line.append(to_string(end)));
        closed.push_back(session);
    }

    std::uint64_t request_bytes = 0;   ///< of all calls
    std::uint64_t response_bytes = 0;  ///< of all calls
    /// Of each exchange, in the order of `exchanges`.
    std::vector<std::uint64_t> exchange_bytes;

  private:
    static std::string_view arrow(pgoscope::events::Direction direction) {
        return direction == pgoscope::events::Direction::frontend ? "> " : "< ";
    }
    static void add(std::string& line, std::string_view name, std::optional<Nanoseconds> time) {
        if (time) ((line += ' ').append(name) += '=') += std::to_string(*time);
    }
    static void add(std::string& line, std::string_view name, std::uint64_t count) {
        if (count != 0) ((line += ' ').append(name) += '=') += std::to_string(count);
    }
    static std::string without(const pgoscope::events::MessageEvent& event, std::uint32_t field,
                               std::string_view value, bool all) {
        if (event.quoted == nullptr || (all && !event.quoted->judged)) return "?";
        std::vector<pgoscope::sql::TextRange> ranges;
        for (const auto& quoted : event.quoted->values)
            if (quoted.field == field && (all || quoted.secret))
                ranges.push_back({quoted.begin, quoted.end});
        return pgoscope::sql::without_ranges(value, pgoscope::sql::merged(std::move(ranges)));
    }
    void note_quoted(const pgoscope::events::MessageEvent& event) {
        if (const auto* status = event.as<pgoscope::dissectors::v3::ParameterStatus>())
            redacted.push_back(without(event, 0, status->value, true));
        const auto* message = event.as<pgoscope::dissectors::v3::ErrorFields>();
        if (message == nullptr) return;
        if (!message->old_style.empty())
            redacted.push_back(without(event, 0, message->old_style, true));
        std::uint32_t index = 0;
        for (const auto& field : message->fields) {
            if (field.code == 'M') redacted.push_back(without(event, index, field.value, true));
            without_secrets.push_back(without(event, index, field.value, false));
            ++index;
        }
    }
    void note(Lines& lines, std::string line) {
        all.push_back(line);
        lines.push_back(std::move(line));
    }
};
