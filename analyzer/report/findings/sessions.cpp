#include <algorithm>
#include <cmath>

#include "analyzer/endpoint_text.h"
#include "analyzer/report/findings/parts.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report::anomalies {
namespace {

void find_churn(const stats::ChurnStats& churn, const stats::Thresholds& thresholds, Found& found) {
    const auto short_lived = churn.short_lived.sessions;
    if (short_lived < thresholds.churn_sessions) return;
    if (static_cast<double>(short_lived) <
        thresholds.churn_share * static_cast<double>(churn.sessions))
        return;
    const auto seconds =
        std::max(1.0, static_cast<double>(churn.last_opened - churn.first_opened) / 1e9);
    const auto rate = static_cast<double>(short_lived) / seconds;
    if (rate < thresholds.churn_sessions_a_second) return;
    Anomaly anomaly{.kind = "connection_churn", .severity = Severity::warning};
    anomaly.text.append(format_count(short_lived))
        .append(" of ")
        .append(format_count(churn.sessions))
        .append(" sessions of user ")
        .append(churn.user)
        .append(" in database ")
        .append(churn.database)
        .append(" ended within ")
        .append(format_duration(thresholds.churn_lifetime))
        .append(" after a few exchanges; setting them up took ")
        .append(format_duration(static_cast<Nanoseconds>(churn.setup_ns)))
        .append(" in all. A connection pool would keep them.");
    anomaly.session = churn.short_lived.first;
    anomaly.evidence = {{"sessions", churn.sessions},
                        {"short_sessions", short_lived},
                        {"per_minute", static_cast<std::uint64_t>(std::llround(rate * 60))},
                        {"setup_ns", churn.setup_ns}};
    found.push_back(std::move(anomaly));
}

void find_idle(const stats::IdleInTransaction& idle, const stats::Thresholds& thresholds,
               Found& found) {
    if (idle.waits == 0) return;
    Anomaly anomaly{.kind = "idle_in_transaction", .severity = Severity::warning};
    anomaly.text.append("The server waited for its client inside a transaction ");
    append_counted(anomaly.text, idle.waits, "time");
    anomaly.text.append(" for more than ")
        .append(format_duration(thresholds.idle_in_transaction))
        .append(", ")
        .append(format_duration(idle.longest))
        .append(" at the longest: locks are held meanwhile, and vacuum cannot clean up.");
    anomaly.session = idle.longest_session;
    anomaly.evidence = {{"waits", idle.waits},
                        {"longest_ns", static_cast<std::uint64_t>(idle.longest)},
                        {"total_ns", idle.total_ns}};
    found.push_back(std::move(anomaly));
}

void find_chatty(const stats::ChattyTransactions& chatty, Found& found) {
    if (chatty.transactions == 0) return;
    Anomaly anomaly{.kind = "chatty_transactions", .severity = Severity::info};
    append_counted(anomaly.text, chatty.transactions, "transaction");
    anomaly.text.append(" took up to ")
        .append(format_count(chatty.most_round_trips))
        .append(" round trips, and ")
        .append(format_duration(static_cast<Nanoseconds>(chatty.waiting_ns)))
        .append(" of their ")
        .append(format_duration(static_cast<Nanoseconds>(chatty.duration_ns)))
        .append(
            " went by between the statements, for client and network: fewer and larger steps, or "
            "a pipeline, would shorten them.");
    anomaly.session = chatty.worst_session;
    anomaly.evidence = {{"transactions", chatty.transactions},
                        {"round_trips", chatty.round_trips},
                        {"most_round_trips", chatty.most_round_trips},
                        {"waiting_ns", chatty.waiting_ns},
                        {"duration_ns", chatty.duration_ns}};
    found.push_back(std::move(anomaly));
}

void find_left_when_refused(const stats::RefusedEncryption& refused, Found& found) {
    Anomaly anomaly{.kind = "tls_refused", .severity = Severity::warning};
    append_counted(anomaly.text, refused.sessions.sessions, "session");
    anomaly.text.append(" never opened: the server ");
    append(anomaly.text, refused.server);
    anomaly.text.append(refused.gss ? " refused GSSAPI encryption" : " refused TLS")
        .append(", and the client left instead of going on without it (the first client: ");
    append(anomaly.text, refused.first_client);
    anomaly.text.append(refused.gss ? "). The client requires GSSAPI encryption "
                                      "(`gssencmode=require`); the server offers none. Check the "
                                      "server's build and `krb_server_keyfile`, or relax the "
                                      "client's setting."
                                    : "). The client requires TLS (`sslmode=require` or stricter "
                                      "in libpq); the server or pooler offers none. Set `ssl = on` "
                                      "with a certificate on the server, or relax the client's "
                                      "setting if the network is trusted.");
    anomaly.session = refused.sessions.first;
    anomaly.evidence = {{"sessions", refused.sessions.sessions}};
    found.push_back(std::move(anomaly));
}

}  // namespace

void find_in_sessions(const stats::Collector& stats, Found& found) {
    find_idle(stats.behaviour().idle_in_transaction(), stats.thresholds(), found);
    for (const auto& [name, churn] : stats.sessions().churn)
        find_churn(churn, stats.thresholds(), found);
    for (const auto& [name, refused] : stats.sessions().left_when_refused)
        find_left_when_refused(refused, found);
    find_chatty(stats.behaviour().chatty(), found);
}

void find_left_prepared(const DocumentFacts& facts, const stats::Collector& stats, Found& found) {
    if (facts.prepared_open.empty() || !facts.capture.last_time) return;
    const auto& oldest = facts.prepared_open.front();
    const auto age = *facts.capture.last_time - oldest.time;
    if (age <= stats.thresholds().idle_in_transaction) return;
    Anomaly anomaly{.kind = "prepared_transactions_open", .severity = Severity::warning};
    append_counted(anomaly.text, facts.prepared_open.size(), "prepared transaction");
    const bool one = facts.prepared_open.size() == 1;
    anomaly.text.append(one ? " was" : " were")
        .append(" still open at the end of the capture, ")
        .append(one ? "prepared " : "the oldest prepared ")
        .append(format_duration(age))
        .append(one ? " before. It keeps its locks and holds back vacuum. "
                    : " before. They keep their locks and hold back vacuum. ")
        .append("`pg_prepared_xacts` lists ")
        .append(one ? "it" : "them")
        .append("; COMMIT PREPARED or ROLLBACK PREPARED ends a prepared transaction.");
    anomaly.session = oldest.session;
    anomaly.evidence = {{"transactions", facts.prepared_open.size()},
                        {"oldest_ns", static_cast<std::uint64_t>(age)}};
    found.push_back(std::move(anomaly));
}

}  // namespace pgoscope::report::anomalies
