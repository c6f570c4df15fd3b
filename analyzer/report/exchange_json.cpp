#include "analyzer/report/exchange_json.h"

#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

void write_time(JsonWriter& json, std::string_view name, std::optional<Nanoseconds> time) {
    if (time) json.member(name, *time);
}

}  // namespace

PacketTime last_known_time(const events::Exchange& exchange) noexcept {
    return exchange.completed.value_or(exchange.reply_first.value_or(exchange.request_last));
}

void write_exchange(JsonWriter& json, const events::Exchange& exchange) {
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
    if (!exchange.sqlstate.empty()) json.text_member("sqlstate", exchange.sqlstate);
}

}  // namespace pgoscope::report
