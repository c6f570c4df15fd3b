#include <algorithm>
#include <tuple>
#include <vector>

#include "analyzer/report/sections/report_parts_json.h"
#include "analyzer/report/wording/session_json.h"

namespace pgoscope::report {
namespace {

using events::ExchangeKind;
using events::ExchangeOutcome;

using Sessions = std::vector<const stats::ListedSession*>;

/// By number; where there are more, the open ones before those with the most exchanges.
Sessions sessions_to_list(const stats::SessionStats& sessions, std::size_t most) {
    auto list = sessions.list();
    if (list.size() <= most) return list;
    const auto told_first = [](const auto* a, const auto* b) {
        const auto rank = [](const auto* session) {
            return std::tuple(session->end == events::SessionEnd::open,
                              session->info.totals.exchanges, session->info.number);
        };
        return rank(a) > rank(b);
    };
    const auto end = list.begin() + static_cast<Sessions::difference_type>(most);
    std::nth_element(list.begin(), end, list.end(), told_first);
    list.erase(end, list.end());
    std::sort(list.begin(), list.end(),
              [](const auto* a, const auto* b) { return a->info.number < b->info.number; });
    return list;
}

void write_session_list(DocumentJson& out, const Sessions& sessions) {
    auto& json = out.json();
    std::string buffer;
    json.begin_array("list");
    for (const auto* session : sessions) {
        const auto& info = session->info;
        json.begin_object();
        json.member("session", info.number);
        write_endpoint(json, "client", info.client, buffer);
        write_endpoint(json, "server", info.server, buffer);
        write_session(json, info, buffer);
        if (session->end != events::SessionEnd::open) json.time_member("closed", info.closed);
        json.member("duration_ns", info.closed - info.opened);
        json.member("end", to_string(session->end));
        json.end_object();
        out.commit();
    }
    json.end_array();
}

void write_names(JsonWriter& json, const stats::MessageStats& messages,
                 dissectors::Direction direction) {
    json.begin_object(to_string(direction));
    for (std::size_t i = 0; i < dissectors::message_name_count; ++i) {
        const auto name = static_cast<dissectors::MessageName>(i);
        const auto& counter = messages.of(direction, name);
        if (counter.count == 0) continue;
        json.begin_object(to_string(name));
        json.member("count", counter.count);
        json.member("bytes", counter.bytes);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

void write_sessions(DocumentJson& out) {
    auto& json = out.json();
    const auto& sessions = out.document().stats.sessions();
    json.begin_object("sessions");
    json.member("total", sessions.total);
    json.member("postgresql", sessions.postgresql);
    json.member("undecided", sessions.undecided);
    write_counts(json, "not_postgresql", sessions.not_postgresql);
    json.member("startup_not_seen", sessions.startup_not_seen);
    write_counts(json, "by_protocol_version", sessions.by_protocol_version);
    write_counts(json, "by_user", sessions.by_user);
    write_counts(json, "by_database", sessions.by_database);
    write_counts(json, "by_application", sessions.by_application);
    write_counts(json, "by_server_kind", sessions.by_server_kind);
    write_counts(json, "by_auth_method", sessions.by_auth_method);
    json.begin_object("by_encryption");
    for (std::size_t i = 0; i < sessions.by_encryption.size(); ++i)
        json.member(to_string(static_cast<events::Encryption>(i)), sessions.by_encryption[i]);
    json.end_object();
    write_counts(json, "by_end", sessions.by_end);
    json.member("encrypted", sessions.encrypted());
    json.member("encryption_refused", sessions.encryption_refused);
    json.member("cancelled", sessions.cancelled.sessions);
    json.member("cancel_requests", sessions.cancel_requests);
    json.member("cancel_connections", sessions.cancel_connections);
    const auto shown = sessions_to_list(sessions, out.most_sessions());
    json.member("not_listed", sessions.unlisted() + (sessions.list().size() - shown.size()));
    write_session_list(out, shown);
    json.end_object();
}

void write_messages(DocumentJson& out) {
    auto& json = out.json();
    json.begin_object("messages");
    write_names(json, out.document().stats.messages(), dissectors::Direction::frontend);
    write_names(json, out.document().stats.messages(), dissectors::Direction::backend);
    json.end_object();
}

void write_exchanges(DocumentJson& out) {
    auto& json = out.json();
    const auto& exchanges = out.document().stats.exchanges();
    json.begin_object("exchanges");
    json.member("total", exchanges.total());
    json.begin_object("by_kind");
    for (std::size_t i = 0; i < events::exchange_kind_count; ++i) {
        const auto kind = static_cast<ExchangeKind>(i);
        json.member(to_string(kind), exchanges.count(kind));
    }
    json.end_object();
    for (const auto outcome :
         {ExchangeOutcome::completed, ExchangeOutcome::failed, ExchangeOutcome::suspended,
          ExchangeOutcome::skipped, ExchangeOutcome::unanswered})
        json.member(to_string(outcome), exchanges.count(outcome));
    if (const auto open = exchanges.count(ExchangeOutcome::open); open > 0)
        json.member("open", open);
    json.member("with_gap", exchanges.with_gap());
    json.end_object();
}

namespace {

/// The identifier is a literal of the statement.
void write_prepared_open(DocumentJson& out) {
    auto& json = out.json();
    const auto& document = out.document();
    const auto& open = document.facts.prepared_open;
    json.begin_array("prepared_open");
    const auto shown = std::min(open.size(), document.options.most_entries());
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& transaction = open[i];
        json.begin_object();
        json.text_member("identifier", document.options.redact
                                           ? std::string_view("redacted")
                                           : std::string_view(transaction.identifier));
        json.member("session", transaction.session);
        json.time_member("time", transaction.time);
        if (document.facts.capture.last_time)
            json.member("age_ns", *document.facts.capture.last_time - transaction.time);
        if (!transaction.user.empty()) json.text_member("user", transaction.user);
        if (!transaction.database.empty()) json.text_member("database", transaction.database);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_transactions(DocumentJson& out) {
    auto& json = out.json();
    const auto& transactions = out.document().stats.transactions();
    json.begin_object("transactions");
    json.member("total", transactions.total());
    json.member("committed", transactions.committed);
    json.member("rolled_back", transactions.rolled_back);
    json.member("failed", transactions.failed);
    json.member("prepared", transactions.prepared);
    json.member("prepared_committed", transactions.prepared_committed);
    json.member("prepared_rolled_back", transactions.prepared_rolled_back);
    json.member("decided_only", transactions.decided_only);
    write_prepared_open(out);
    write_distribution(json, "duration", transactions.duration);
    write_distribution(json, "idle_in_transaction", transactions.idle);
    json.end_object();
}

}  // namespace pgoscope::report
