#include "analyzer/report/wording/exchange_json.h"

#include "analyzer/report/text/quoted_text.h"
#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

void write_time(JsonWriter& json, std::string_view name, std::optional<Nanoseconds> time) {
    if (time) json.member(name, *time);
}

void write_copy(JsonWriter& json, const events::CopyTotals& copy, const Options& options) {
    const auto moved_in = copy.time.value_or(0);
    json.begin_object("copy");
    json.member("format", copy.format);
    if (copy.rows) json.member("rows", *copy.rows);
    json.member("bytes", copy.bytes);
    if (const auto rate = per_second(copy.rows.value_or(0), moved_in); rate && copy.rows)
        json.member("rows_per_second", *rate);
    if (const auto rate = per_second(copy.bytes, moved_in)) json.member("bytes_per_second", *rate);
    if (!copy.failure.empty()) json.text_member("failure", shown_reason(copy.failure, options));
    json.end_object();
}

}  // namespace

std::optional<std::uint64_t> per_second(std::uint64_t count, Nanoseconds time) noexcept {
    if (time <= 0) return std::nullopt;
    constexpr double second = 1e9;
    return static_cast<std::uint64_t>(static_cast<double>(count) * second /
                                      static_cast<double>(time));
}

PacketTime last_known_time(const events::Exchange& exchange) noexcept {
    return exchange.completed.value_or(exchange.reply_first.value_or(exchange.request_last));
}

void write_exchange(JsonWriter& json, const events::Exchange& exchange, const Options& options) {
    json.member("number", exchange.number);
    json.member("kind", to_string(exchange.kind));
    json.member("outcome", to_string(exchange.outcome));
    json.time_member("request_time", exchange.request_first);
    write_time(json, "duration_ns", exchange.duration());
    write_time(json, "time_to_first_reply_ns", exchange.time_to_first_reply());
    write_time(json, "transfer_ns", exchange.transfer());
    write_time(json, "client_think_ns", exchange.client_think());
    write_time(json, "queued_ns", exchange.queued());
    write_time(json, "service_ns", exchange.service());
    json.member("rows", exchange.rows);
    json.member("results", exchange.results);
    json.member("request_bytes", exchange.request_bytes);
    json.member("response_bytes", exchange.response_bytes);
    json.member("first_packet", exchange.first_packet);
    json.member("last_packet", exchange.last_packet);
    if (exchange.gap) json.member("gap", true);
    if (exchange.statement != nullptr) {
        json.member("fingerprint", sql::FingerprintText{exchange.statement->fingerprint}.view());
        json.text_member("statement", exchange.statement->text);
    }
    if (exchange.cursor_statement != nullptr) {
        json.member("cursor_fingerprint",
                    sql::FingerprintText{exchange.cursor_statement->fingerprint}.view());
        json.text_member("cursor_statement", exchange.cursor_statement->text);
    }
    if (exchange.copy) write_copy(json, *exchange.copy, options);
    if (!exchange.sqlstate.empty()) json.text_member("sqlstate", exchange.sqlstate);
}

}  // namespace pgoscope::report
