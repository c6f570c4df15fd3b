#include "analyzer/report/wording/session_json.h"

#include "analyzer/endpoint_text.h"
#include "analyzer/report/wording/authentication.h"

namespace pgoscope::report {
namespace {

using events::SessionInfo;

void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
    if (!text.empty()) json.text_member(name, text);
}

template <class Value>
void write_optional(JsonWriter& json, std::string_view name, const std::optional<Value>& value) {
    if (value) json.member(name, *value);
}

void write_version(JsonWriter& json, std::string_view name,
                   const std::optional<events::ProtocolVersion>& version, std::string& buffer) {
    if (!version) return;
    buffer.clear();
    append_version(buffer, *version);
    json.member(name, buffer);
}

void write_recognition(JsonWriter& json, const SessionInfo& session) {
    switch (session.recognition) {
        case events::Recognition::undecided:
            json.member("recognition", "undecided");
            return;
        case events::Recognition::postgresql:
            json.member("recognition", "postgresql");
            return;
        case events::Recognition::not_postgresql:
            json.member("recognition", "not_postgresql");
            write_text(json, "other_protocol", session.other_protocol);
    }
}

void write_transaction_status(JsonWriter& json, events::TransactionStatus status) {
    switch (status) {
        case events::TransactionStatus::unknown:
            return;
        case events::TransactionStatus::idle:
            json.member("transaction", "idle");
            return;
        case events::TransactionStatus::in_transaction:
            json.member("transaction", "in_transaction");
            return;
        case events::TransactionStatus::failed:
            json.member("transaction", "failed");
    }
}

void write_encryption(JsonWriter& json, const SessionInfo& session) {
    json.member("encryption", to_string(session.encryption));
    if (session.encryption_refused) json.member("encryption_refused", true);
    if (session.cleartext_injection == events::CleartextInjection::frontend)
        json.member("cleartext_injection", "frontend");
    if (session.cleartext_injection == events::CleartextInjection::backend)
        json.member("cleartext_injection", "backend");
}

void write_reading(JsonWriter& json, const SessionInfo& session) {
    const auto& strings = session.standard_conforming_strings;
    write_text(json, "client_encoding", session.client_encoding);
    write_optional(json, "standard_conforming_strings", strings);
    if (!reads_as_assumed(session)) return;
    json.begin_array("assumed_settings");
    if (session.client_encoding.empty()) json.value("client_encoding");
    if (!strings) json.value("standard_conforming_strings");
    json.end_array();
}

void write_totals(JsonWriter& json, const events::SessionTotals& totals) {
    json.begin_object("totals");
    json.member("frontend_messages", totals.frontend_messages);
    json.member("backend_messages", totals.backend_messages);
    json.member("frontend_bytes", totals.frontend_bytes);
    json.member("backend_bytes", totals.backend_bytes);
    json.member("exchanges", totals.exchanges);
    json.member("errors", totals.errors);
    json.member("notices", totals.notices);
    json.member("rows", totals.rows);
    json.member("gaps", totals.gaps);
    json.member("missing_bytes", totals.missing_bytes);
    json.member("malformed", totals.malformed);
    json.member("transactions", totals.transactions);
    json.member("in_transaction_ns", totals.in_transaction_ns);
    json.member("idle_in_transaction_ns", totals.idle_in_transaction_ns);
    json.end_object();
}

}  // namespace

void write_endpoint(JsonWriter& json, std::string_view name, const Endpoint& endpoint,
                    std::string& buffer) {
    buffer.clear();
    append(buffer, endpoint.address);
    json.begin_object(name);
    json.member("address", buffer);
    json.member("port", endpoint.port);
    json.end_object();
}

void write_session(JsonWriter& json, const SessionInfo& session, std::string& buffer) {
    write_recognition(json, session);
    json.time_member("opened", session.opened);
    json.member("startup_seen", session.startup_seen);
    write_version(json, "requested_version", session.requested_version, buffer);
    write_version(json, "version", session.version, buffer);
    write_text(json, "user", session.user);
    write_text(json, "database", session.database);
    write_text(json, "application_name", session.application_name);
    write_text(json, "replication", session.replication);
    write_text(json, "server_version", session.server_version);
    write_text(json, "server_kind", session.server_kind);
    write_text(json, "authentication", session.authentication);
    write_reading(json, session);
    write_encryption(json, session);
    write_optional(json, "process_id", session.process_id);
    if (session.never_opened) json.member("never_opened", true);
    write_text(json, "refusal_sqlstate", session.refusal);
    if (session.is_cancel) json.member("cancel", true);
    write_optional(json, "cancels_session", session.cancels_session);
    json.member("cancel_requests", session.cancel_requests);
    write_optional(json, "handshake_round_trip_ns", session.handshake_round_trip);
    write_optional(json, "authentication_ns", session.authentication_time);
    write_optional(json, "setup_ns", session.setup_time);
    write_transaction_status(json, session.transaction);
    write_totals(json, session.totals);
}

}  // namespace pgoscope::report
