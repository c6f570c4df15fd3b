#include "analyzer/stats/session_stats.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "analyzer/stats/bounded_text.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t name_bytes = 256;

bool higher_number(const ListedSession& a, const ListedSession& b) {
    return a.info.number < b.info.number;
}

void count_known(BoundedCounts& counts, std::string_view name) {
    if (!name.empty()) ++counts[name];
}

void record(Histogram& histogram, std::optional<Nanoseconds> time) {
    if (time) histogram.record(*time);
}

ListedSession listed(const events::SessionInfo& info, events::SessionEnd end) {
    ListedSession session{info, end};
    for (auto* text : {&session.info.user, &session.info.database, &session.info.application_name,
                       &session.info.replication, &session.info.server_version,
                       &session.info.server_kind, &session.info.authentication})
        *text = bounded_text(*text, name_bytes);
    return session;
}

/// A name for a map: an address is no text.
std::string key_of(const Endpoint& endpoint) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string key;
    const auto add = [&](std::uint8_t byte) {
        key.push_back(digits[byte >> 4U]);
        key.push_back(digits[byte & 15U]);
    };
    for (const auto byte : endpoint.address.bytes)
        add(byte);
    add(static_cast<std::uint8_t>(endpoint.port >> 8U));
    add(static_cast<std::uint8_t>(endpoint.port));
    return key;
}

void merge_refused(RefusedEncryption& into, const RefusedEncryption& from) {
    if (into.sessions.sessions == 0 || from.sessions.first < into.sessions.first) {
        into.server = from.server;
        into.gss = from.gss;
        into.first_client = from.first_client;
    }
    into.sessions.merge(from.sessions);
}

void merge_churn(ChurnStats& into, const ChurnStats& from) {
    into.user = from.user;
    into.database = from.database;
    into.sessions += from.sessions;
    into.short_lived.merge(from.short_lived);
    into.exchanges += from.exchanges;
    into.first_opened = std::min(into.first_opened, from.first_opened);
    into.last_opened = std::max(into.last_opened, from.last_opened);
    into.setup_ns += from.setup_ns;
}

}  // namespace

void SessionStats::add(const events::SessionInfo& info, events::SessionEnd end) {
    ++total;
    // What is joined in the midst of TLS never shows whether it is PostgreSQL.
    const bool encrypted = info.encryption != events::Encryption::none;
    if (encrypted || info.recognition == events::Recognition::postgresql)
        ++by_encryption[static_cast<std::size_t>(info.encryption)];
    switch (info.recognition) {
        case events::Recognition::undecided:
            ++undecided;
            break;
        case events::Recognition::not_postgresql:
            ++not_postgresql[info.other_protocol.empty() ? "unknown" : info.other_protocol];
            break;
        case events::Recognition::postgresql:
            ++postgresql;
            add_postgresql(info);
            add_dangers(info);
            add_churn(info, end);
            break;
    }
    if (info.left_when_refused()) add_left_when_refused(info);
    ++by_end[to_string(end)];
    record(handshake_round_trip, info.handshake_round_trip);
    add_to_list(listed(info, end));
}

void SessionStats::add_postgresql(const events::SessionInfo& info) {
    if (const auto version = info.version ? info.version : info.requested_version)
        ++by_protocol_version[std::to_string(version->major) + '.' +
                              std::to_string(version->minor)];
    count_known(by_user, info.user);
    count_known(by_database, info.database);
    count_known(by_application, info.application_name);
    count_known(by_server_kind, info.server_kind);
    count_known(by_auth_method, info.authentication);
    encryption_refused += info.encryption_refused ? 1 : 0;
    cancel_connections += info.is_cancel ? 1 : 0;
    startup_not_seen += info.startup_seen || info.is_cancel ? 0 : 1;
    if (info.cancel_requests > 0) cancelled.add(info.number);
    cancel_requests += info.cancel_requests;
    record(connection_setup, info.setup_time);
    record(authentication, info.authentication_time);
}

void SessionStats::add_dangers(const events::SessionInfo& info) {
    if (info.authentication == "password" && info.encryption == events::Encryption::none)
        cleartext_password.add(info.number);
    if (info.cleartext_injection == events::CleartextInjection::frontend)
        injected_frontend.add(info.number);
    if (info.cleartext_injection == events::CleartextInjection::backend)
        injected_backend.add(info.number);
    const auto& totals = info.totals;
    const auto most = std::max(totals.frontend_messages, totals.backend_messages);
    const bool silent = totals.frontend_bytes == 0 || totals.backend_bytes == 0;
    if (silent && !info.is_cancel && most >= thresholds_.one_sided_messages)
        one_sided.add(info.number);
}

void SessionStats::add_left_when_refused(const events::SessionInfo& info) {
    const bool gss = info.last_refused == events::Encryption::gss;
    RefusedEncryption one{info.server, gss, {}, info.client.address};
    one.sessions.add(info.number);
    merge_refused(left_when_refused[key_of(info.server) + (gss ? 'g' : 't')], one);
}

void SessionStats::add_churn(const events::SessionInfo& info, events::SessionEnd end) {
    if (!info.startup_seen || info.is_cancel) return;
    const auto user = bounded_text(info.user, name_bytes);
    const auto database = bounded_text(info.database, name_bytes);
    auto& of_pair = churn[user + '\0' + database];
    ChurnStats one{.user = user,
                   .database = database,
                   .sessions = 1,
                   .short_lived = {},
                   .exchanges = info.totals.exchanges,
                   .first_opened = info.opened,
                   .last_opened = info.opened,
                   .setup_ns = 0};
    if (end != events::SessionEnd::open && info.closed - info.opened < thresholds_.churn_lifetime &&
        info.totals.exchanges <= thresholds_.churn_exchanges) {
        one.short_lived.add(info.number);
        one.setup_ns = static_cast<std::uint64_t>(info.setup_time.value_or(0));
    }
    merge_churn(of_pair, one);
}

void SessionStats::add_to_list(ListedSession session) {
    list_.push_back(std::move(session));
    std::push_heap(list_.begin(), list_.end(), higher_number);
    if (list_.size() <= most_listed_) return;
    std::pop_heap(list_.begin(), list_.end(), higher_number);
    list_.pop_back();
    ++unlisted_;
}

void SessionStats::merge(const SessionStats& from) {
    total += from.total;
    postgresql += from.postgresql;
    undecided += from.undecided;
    startup_not_seen += from.startup_not_seen;
    encryption_refused += from.encryption_refused;
    cancel_requests += from.cancel_requests;
    cancel_connections += from.cancel_connections;
    for (std::size_t i = 0; i < by_encryption.size(); ++i)
        by_encryption[i] += from.by_encryption[i];
    for (const auto counts :
         {&SessionStats::not_postgresql, &SessionStats::by_protocol_version, &SessionStats::by_user,
          &SessionStats::by_database, &SessionStats::by_application, &SessionStats::by_server_kind,
          &SessionStats::by_auth_method, &SessionStats::by_end})
        merge_counts(this->*counts, from.*counts);
    for (const auto count : {&SessionStats::cancelled, &SessionStats::cleartext_password,
                             &SessionStats::injected_frontend, &SessionStats::injected_backend,
                             &SessionStats::one_sided})
        (this->*count).merge(from.*count);
    connection_setup.merge(from.connection_setup);
    authentication.merge(from.authentication);
    handshake_round_trip.merge(from.handshake_round_trip);
    left_when_refused.merge(from.left_when_refused, merge_refused);
    churn.merge(from.churn, merge_churn);
    unlisted_ += from.unlisted_;
    for (const auto& session : from.list_)
        add_to_list(session);
}

std::uint64_t SessionStats::encrypted() const noexcept {
    return std::accumulate(by_encryption.begin() + 1, by_encryption.end(), std::uint64_t{0});
}

std::vector<const ListedSession*> SessionStats::list() const {
    std::vector<const ListedSession*> sorted;
    sorted.reserve(list_.size());
    for (const auto& session : list_)
        sorted.push_back(&session);
    std::sort(sorted.begin(), sorted.end(), [](const ListedSession* a, const ListedSession* b) {
        return a->info.number < b->info.number;
    });
    return sorted;
}

std::uint64_t SessionStats::names_put_together() const noexcept {
    std::uint64_t sum = churn.put_together() + left_when_refused.put_together();
    for (const auto* counts : {&not_postgresql, &by_protocol_version, &by_user, &by_database,
                               &by_application, &by_server_kind, &by_auth_method, &by_end})
        sum += counts->put_together();
    return sum;
}

}  // namespace pgoscope::stats
