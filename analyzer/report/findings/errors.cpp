#include <algorithm>
#include <string>

#include "analyzer/report/findings/parts.h"
#include "analyzer/report/text/text.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report::anomalies {
namespace {

/// `23505 unique_violation`.
std::string titled(std::string_view sqlstate) {
    std::string text(sqlstate.empty() ? "no SQLSTATE" : sqlstate);
    const auto condition = dissectors::condition_name(sqlstate);
    if (!condition.empty()) text.append(" ").append(condition);
    return text;
}

std::uint64_t first_session(const stats::SqlStateStats& stats) {
    return stats.samples.empty() ? 0 : stats.samples.front().session;
}

const sql::Statement* only_statement(const stats::SqlStateStats& stats) {
    return stats.statements.size() == 1 ? stats.statements.front().first : nullptr;
}

void find_burst(const std::string& sqlstate, const stats::SqlStateStats& errors,
                const stats::Thresholds& thresholds, Found& found) {
    const auto most = errors.burst.most_a_second();
    if (most < thresholds.burst_errors) return;
    Anomaly anomaly{.kind = "error_burst", .severity = Severity::warning};
    anomaly.text.append(format_count(most))
        .append(" errors ")
        .append(titled(sqlstate))
        .append(" came within one second, ")
        .append(format_count(errors.count))
        .append(" in all.");
    anomaly.session = first_session(errors);
    anomaly.statement = only_statement(errors);
    anomaly.evidence = {{"errors", errors.count}, {"most_in_one_second", most}};
    found.push_back(std::move(anomaly));
}

void find_retries(const stats::RetriedStatement& retried, Found& found) {
    Anomaly anomaly{.kind = "retry_storm", .severity = Severity::warning};
    std::string sqlstate(retried.sqlstate.begin(), retried.sqlstate.end());
    sqlstate.erase(sqlstate.find_last_not_of('\0') + 1);
    anomaly.text.append("A statement failed ")
        .append(format_count(retried.longest_run))
        .append(" times in a row with ")
        .append(titled(sqlstate))
        .append(" and was tried again each time, without success in between.");
    anomaly.session = retried.longest_session;
    anomaly.statement = retried.statement;
    anomaly.evidence = {{"errors", retried.errors}, {"longest_run", retried.longest_run}};
    found.push_back(std::move(anomaly));
}

/// What helps where the server lets nobody in, by SQLSTATE; empty where the condition says it.
std::string_view advice(std::string_view sqlstate) noexcept {
    if (sqlstate == "3D000") return " The server has no database of that name.";
    if (sqlstate == "55000")
        return " The database does not allow connections (`datallowconn` in pg_database is false), "
               "or a DROP DATABASE left it invalid.";
    if (sqlstate == "53300")
        return " The message of the error says which limit was reached: `max_connections`, the "
               "CONNECTION LIMIT of the role or database, slots reserved for superusers, or "
               "`max_wal_senders`. A connection pool would need fewer connections.";
    if (sqlstate == "57P03") return " The server was starting, stopping or recovering.";
    if (sqlstate == "28000")
        return " The message of the error says which: the role does not exist or has no LOGIN, "
               "pg_hba.conf has no entry for the connection or rejects it, or peer, ident or "
               "certificate authentication failed.";
    if (sqlstate == "28P01")
        return " The password is wrong, expired or not set, or the role does not exist; the "
               "server's log says which.";
    return {};
}

/// Refused before the session opened.
void find_refused(const std::string& sqlstate, const stats::SqlStateStats& errors, Found& found) {
    if (errors.at_startup == 0) return;
    const bool authentication = sqlstate.starts_with("28");
    const bool resources = sqlstate.starts_with("53");
    Anomaly anomaly{.kind = authentication ? "authentication_failures"
                            : resources    ? "resources_exhausted"
                                           : "sessions_refused",
                    .severity = Severity::warning};
    append_counted(anomaly.text, errors.at_startup, "session");
    anomaly.text.append(" never opened: ")
        .append(authentication ? "the login failed with "
                : resources    ? "the server lacked resources and answered with "
                               : "the server answered with ")
        .append(sqlstate.empty() ? "an error without SQLSTATE" : titled(sqlstate))
        .append(".")
        .append(advice(sqlstate));
    anomaly.session = errors.first_at_startup;
    anomaly.evidence = {{"errors", errors.at_startup}};
    found.push_back(std::move(anomaly));
}

/// FATAL and PANIC in sessions that were open: ended from the server's side.
void find_fatal(const std::string& sqlstate, const stats::SqlStateStats& errors, Found& found) {
    std::uint64_t fatal = 0;
    for (const auto* severity : {"FATAL", "PANIC"})
        if (const auto* count = errors.severities.find(severity)) fatal += *count;
    fatal -= std::min(fatal, errors.at_startup);
    if (fatal == 0) return;
    const bool resources = sqlstate.starts_with("53");
    Anomaly anomaly{.kind = resources ? "resources_exhausted" : "fatal_terminations",
                    .severity = Severity::warning};
    append_counted(anomaly.text, fatal, "session");
    anomaly.text
        .append(resources ? " ended because the server lacked resources: "
                          : " ended by the server: ")
        .append(titled(sqlstate))
        .append(".");
    anomaly.session = first_session(errors);
    anomaly.evidence = {{"errors", fatal}};
    found.push_back(std::move(anomaly));
}

/// Deadlocks, failed serialization and locks not to be had: sessions in each other's way.
bool is_lock_conflict(std::string_view sqlstate) {
    return sqlstate == "40P01" || sqlstate == "40001" || sqlstate == "55P03";
}

void find_lock_conflict(const std::string& sqlstate, const stats::SqlStateStats& errors,
                        Found& found) {
    if (!is_lock_conflict(sqlstate)) return;
    Anomaly anomaly{.kind = "lock_conflicts", .severity = Severity::warning};
    append_counted(anomaly.text, errors.count, "statement");
    anomaly.text.append(" failed because sessions were in each other's way: ")
        .append(titled(sqlstate))
        .append(".");
    anomaly.session = first_session(errors);
    anomaly.statement = only_statement(errors);
    anomaly.evidence = {{"errors", errors.count}};
    found.push_back(std::move(anomaly));
}

void find_cancels(const stats::Collector& stats, Found& found) {
    const auto& sessions = stats.sessions();
    const auto requests = std::max(sessions.cancel_requests, sessions.cancel_connections);
    if (requests == 0) return;
    Anomaly anomaly{.kind = "cancels", .severity = Severity::info};
    append_counted(anomaly.text, requests, "cancel request");
    anomaly.text.append(" came, aimed at ");
    append_counted(anomaly.text, sessions.cancelled.sessions, "session");
    anomaly.text.append(" of this capture; ");
    append_counted(anomaly.text, stats.cancel_time().count(), "statement");
    anomaly.text.append(" ended by them.");
    anomaly.session = sessions.cancelled.first;
    anomaly.evidence = {{"cancel_requests", requests},
                        {"sessions", sessions.cancelled.sessions},
                        {"statements_cancelled", stats.cancel_time().count()},
                        {"longest_ns", static_cast<std::uint64_t>(stats.cancel_time().max())}};
    found.push_back(std::move(anomaly));
}

}  // namespace

void find_in_errors(const stats::Collector& stats, Found& found) {
    for (const auto& [sqlstate, errors] : stats.errors().by_sqlstate()) {
        find_refused(sqlstate, errors, found);
        find_fatal(sqlstate, errors, found);
        find_burst(sqlstate, errors, stats.thresholds(), found);
        find_lock_conflict(sqlstate, errors, found);
    }
    static constexpr std::size_t most_retried = 10;
    auto retried = stats.behaviour().retried();
    if (retried.size() > most_retried) retried.resize(most_retried);
    for (const auto& statement : retried)
        find_retries(statement, found);
    find_cancels(stats, found);
}

}  // namespace pgoscope::report::anomalies
