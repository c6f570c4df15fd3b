#include "analyzer/stats/behaviour.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyzer/sql/statement.h"
#include "analyzer/sql/statement_catalogue.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t most_retried = 1000;

/// Statements that do an application's work; BEGIN, SET or FETCH come often by nature.
bool does_work(const sql::Statement& statement) noexcept {
    using enum sql::Command;
    switch (statement.target.command) {
        case select:
        case insert:
        case update:
        case delete_:
        case merge:
        case execute:
        case call:
            return statement.id != sql::StatementCatalogue::overflow;
        default:
            return false;
    }
}

bool is_single_call(const events::Exchange& exchange) noexcept {
    const bool pipelined = exchange.queued().value_or(0) > 0;
    return exchange.outcome == events::ExchangeOutcome::completed && exchange.results <= 1 &&
           exchange.statement != nullptr && does_work(*exchange.statement) && !pipelined;
}

/// Whether an exchange is a step of the application; Parse alone or Close are its driver's.
bool is_step(events::ExchangeKind kind) noexcept {
    using enum events::ExchangeKind;
    return kind != prepare && kind != close && kind != startup && kind != cancel;
}

std::array<char, 5> packed(std::string_view sqlstate) noexcept {
    std::array<char, 5> code{};
    std::copy_n(sqlstate.begin(), std::min(sqlstate.size(), code.size()), code.begin());
    return code;
}

std::uint64_t positive(Nanoseconds time) noexcept {
    return static_cast<std::uint64_t>(std::max<Nanoseconds>(time, 0));
}

std::uint64_t fingerprint_of(const sql::Statement* statement) noexcept {
    return statement == nullptr ? 0 : statement->fingerprint;
}

void merge_retried(std::vector<RetriedStatement>& all, const RetriedStatement& from) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const RetriedStatement& entry) {
        return entry.statement == from.statement && entry.sqlstate == from.sqlstate;
    });
    if (found == all.end()) {
        if (all.size() < most_retried) all.push_back(from);
        return;
    }
    found->errors += from.errors;
    if (from.longest_run > found->longest_run) {
        found->longest_run = from.longest_run;
        found->longest_session = from.longest_session;
    }
}

void merge_repeated(RepeatedStatement& into, const RepeatedStatement& from) {
    into.statement = from.statement;
    into.runs += from.runs;
    into.calls += from.calls;
    into.rows += from.rows;
    into.elapsed_ns += from.elapsed_ns;
    if (from.longest_run > into.longest_run) {
        into.longest_run = from.longest_run;
        into.longest_session = from.longest_session;
    }
}

}  // namespace

void IdleInTransaction::merge(const IdleInTransaction& from) noexcept {
    waits += from.waits;
    total_ns += from.total_ns;
    if (from.longest > longest) {
        longest = from.longest;
        longest_session = from.longest_session;
    }
}

void ChattyTransactions::merge(const ChattyTransactions& from) noexcept {
    transactions += from.transactions;
    round_trips += from.round_trips;
    duration_ns += from.duration_ns;
    waiting_ns += from.waiting_ns;
    if (from.most_round_trips > most_round_trips) {
        most_round_trips = from.most_round_trips;
        worst_session = from.worst_session;
    }
}

SessionWatch& Behaviour::begin_watch(const events::SessionInfo& session) {
    return open_[session.number];
}

SessionWatch& Behaviour::watch(const events::SessionInfo& session) {
    if (last_watch_ == nullptr || last_number_ != session.number) {
        const auto found = open_.find(session.number);
        last_watch_ = found != open_.end() ? &found.value() : &begin_watch(session);
        last_number_ = session.number;
    }
    return *last_watch_;
}

void Behaviour::on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) {
    if (!is_step(exchange.kind)) return;
    auto& known = watch(session);
    follow_run(session.number, known.run, exchange);
    follow_retry(session.number, known.retry, exchange);
}

void Behaviour::follow_run(std::uint64_t session, SessionWatch::Run& run,
                           const events::Exchange& exchange) {
    const bool single = is_single_call(exchange);
    const bool goes_on = single && exchange.statement == run.statement &&
                         exchange.request_first - run.last <= thresholds_.n_plus_one_pause;
    if (!goes_on) end_run(session, run);
    if (!single) return;
    if (run.statement == nullptr) {
        run.statement = exchange.statement;
        run.first = exchange.request_first;
    }
    ++run.calls;
    run.rows += exchange.rows;
    run.last = exchange.completed.value_or(exchange.request_last);
}

void Behaviour::keep_run(std::uint64_t session, const SessionWatch::Run& run) {
    merge_repeated(repeated_[run.statement->fingerprint],
                   {.statement = run.statement,
                    .runs = 1,
                    .calls = run.calls,
                    .rows = run.rows,
                    .longest_run = run.calls,
                    .longest_session = session,
                    .elapsed_ns = positive(run.last - run.first)});
}

void Behaviour::end_run(std::uint64_t session, SessionWatch::Run& run) {
    if (run.calls >= thresholds_.n_plus_one_calls &&
        run.rows <= run.calls * thresholds_.n_plus_one_rows)
        keep_run(session, run);
    run = {};
}

void Behaviour::follow_retry(std::uint64_t session, SessionWatch::Retry& retry,
                             const events::Exchange& exchange) {
    // What other statements do in between, such as ROLLBACK and BEGIN, does not end it.
    if (exchange.outcome == events::ExchangeOutcome::completed) {
        if (exchange.statement == retry.statement) end_retry(session, retry);
        return;
    }
    if (exchange.outcome != events::ExchangeOutcome::failed || exchange.statement == nullptr)
        return;
    const auto sqlstate = packed(exchange.sqlstate);
    if (exchange.statement != retry.statement || sqlstate != retry.sqlstate) {
        end_retry(session, retry);
        retry.statement = exchange.statement;
        retry.sqlstate = sqlstate;
    }
    ++retry.errors;
}

void Behaviour::end_retry(std::uint64_t session, SessionWatch::Retry& retry) {
    if (retry.errors >= thresholds_.retry_errors)
        merge_retried(retried_, {.statement = retry.statement,
                                 .sqlstate = retry.sqlstate,
                                 .errors = retry.errors,
                                 .longest_run = retry.errors,
                                 .longest_session = session});
    retry = {};
}

void Behaviour::on_transaction(const events::SessionInfo& session,
                               const events::Transaction& transaction) {
    auto& known = watch(session);
    const auto steps = std::exchange(known.waits, 0) + 1;
    const auto client = std::exchange(known.short_waits_ns, 0);
    if (steps < thresholds_.chatty_round_trips) return;
    const auto network = positive(session.handshake_round_trip.value_or(0)) * steps;
    const auto duration = positive(transaction.duration);
    const auto waiting = std::min(client + network, duration);
    if (static_cast<double>(waiting) <
        thresholds_.chatty_waiting_share * static_cast<double>(duration))
        return;
    chatty_.merge({.transactions = 1,
                   .round_trips = steps,
                   .duration_ns = duration,
                   .waiting_ns = waiting,
                   .most_round_trips = steps,
                   .worst_session = session.number});
}

void Behaviour::on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds wait) {
    auto& known = watch(session);
    ++known.waits;
    if (wait <= thresholds_.idle_in_transaction) {
        known.short_waits_ns += positive(wait);
        return;
    }
    idle_.merge({.waits = 1,
                 .total_ns = positive(wait),
                 .longest = wait,
                 .longest_session = session.number});
}

void Behaviour::on_session_close(const events::SessionInfo& session) {
    const auto found = open_.find(session.number);
    if (found == open_.end()) return;
    end_run(session.number, found.value().run);
    end_retry(session.number, found.value().retry);
    open_.erase(found);
    last_watch_ = nullptr;
}

void Behaviour::merge(const Behaviour& from) {
    for (const auto& [fingerprint, repeated] : from.repeated_)
        merge_repeated(repeated_[fingerprint], repeated);
    for (const auto& retried : from.retried_)
        merge_retried(retried_, retried);
    idle_.merge(from.idle_);
    chatty_.merge(from.chatty_);
}

void Behaviour::clear_findings() {
    repeated_.clear();
    retried_.clear();
    idle_ = {};
    chatty_ = {};
}

std::vector<RepeatedStatement> Behaviour::repeated() const {
    std::vector<RepeatedStatement> sorted;
    sorted.reserve(repeated_.size());
    for (const auto& [fingerprint, repeated] : repeated_)
        sorted.push_back(repeated);
    std::sort(sorted.begin(), sorted.end(),
              [](const RepeatedStatement& a, const RepeatedStatement& b) {
                  if (a.calls != b.calls) return a.calls > b.calls;
                  return fingerprint_of(a.statement) < fingerprint_of(b.statement);
              });
    return sorted;
}

std::vector<RetriedStatement> Behaviour::retried() const {
    auto sorted = retried_;
    std::sort(sorted.begin(), sorted.end(),
              [](const RetriedStatement& a, const RetriedStatement& b) {
                  if (a.errors != b.errors) return a.errors > b.errors;
                  return std::tuple(fingerprint_of(a.statement), a.sqlstate) <
                         std::tuple(fingerprint_of(b.statement), b.sqlstate);
              });
    return sorted;
}

}  // namespace pgoscope::stats
