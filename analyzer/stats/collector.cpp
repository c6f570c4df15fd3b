#include "analyzer/stats/collector.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace pgoscope::stats {

using dissectors::v3::ErrorFields;

Collector::Counts::Counts(const CollectorOptions& options)
    : errors(options.limits.error_samples),
      notices(options.limits.error_samples),
      sessions(options.thresholds, options.limits.listed_sessions),
      replication(options.limits.listed_sessions),
      subscriptions(options.limits.listed_sessions),
      behaviour(options.thresholds) {}

Collector::Collector(const CollectorOptions& options) : options_(options), counts_(options) {}

void Collector::on_message(const events::MessageEvent& event) {
    counts_.messages.add(event.direction, event.name(), event.length_bytes);
    if (event.payload != nullptr) counts_.replication.add(event);
    switch (event.name()) {
        case events::MessageName::ErrorResponse:
        case events::MessageName::SubscriptionError:
        case events::MessageName::NoticeResponse:
            on_diagnostic(event);
            break;
        default:
            break;
    }
}

void Collector::on_diagnostic(const events::MessageEvent& event) {
    const auto* fields = event.as<ErrorFields>();
    if (fields == nullptr) return;
    const OldStyleFields old_style(fields->old_style);
    const auto known = old_style.or_those(*fields);
    if (event.name() == events::MessageName::NoticeResponse)
        counts_.notices.add(event, known);
    else
        on_error(event, known);
}

void Collector::on_error(const events::MessageEvent& event, const ErrorFields& fields) {
    counts_.errors.add(event, fields);
    counts_.statements.add_error(event.failed_statement);
    if (event.since_cancel) counts_.cancel_time.record(*event.since_cancel);
    if (options_.every_error) log_error(copy_diagnostic(event, fields));
}

void Collector::log_error(Diagnostic error) {
    const auto bytes = error.bytes();
    if (counts_.error_log_bytes + bytes > options_.error_log_bytes) {
        ++counts_.errors_not_logged;
        return;
    }
    counts_.error_log_bytes += bytes;
    counts_.error_log.push_back(std::move(error));
}

// flatten: half of the time of a report is spent in calls of functions of a few lines, which the
// compiler, not knowing what runs often, does not inline by itself.
[[gnu::flatten]] void Collector::on_exchange(const events::SessionInfo& session,
                                             const events::Exchange& exchange) {
    counts_.exchanges.add(exchange);
    counts_.behaviour.on_exchange(session, exchange);
}

[[gnu::flatten]] void Collector::on_call(const events::SessionInfo& /*session*/,
                                         const events::Call& call) {
    counts_.statements.add(call);
}

void Collector::on_copy(const events::SessionInfo& /*session*/, const events::Copy& copy) {
    counts_.copies.add(copy);
}

void Collector::on_transaction(const events::SessionInfo& session,
                               const events::Transaction& transaction) {
    counts_.transactions.add(transaction);
    counts_.behaviour.on_transaction(session, transaction);
}

void Collector::on_two_phase(const events::SessionInfo& /*session*/,
                             const events::TwoPhaseStep& step) {
    counts_.transactions.add(step);
}

void Collector::on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds wait) {
    counts_.transactions.idle.record(wait);
    counts_.behaviour.on_idle_in_transaction(session, wait);
}

void Collector::on_replication(const events::SessionInfo& session,
                               const events::ReplicationSummary& replication) {
    counts_.replication.add(session, replication);
}

void Collector::on_subscription(const events::SessionInfo& session,
                                const events::Subscription& subscription) {
    counts_.subscriptions.add(session, subscription);
}

void Collector::on_gap(const events::GapEvent& gap) {
    counts_.loss.add(gap);
}

void Collector::on_malformed(const events::MalformedEvent& message) {
    counts_.loss.add(message);
}

void Collector::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                                 PacketTime /*time*/) {
    counts_.behaviour.on_session_close(session);
    counts_.sessions.add(session, end);
}

void Collector::merge(const Collector& from) {
    counts_.messages.merge(from.counts_.messages);
    counts_.exchanges.merge(from.counts_.exchanges);
    counts_.statements.merge(from.counts_.statements);
    counts_.errors.merge(from.counts_.errors);
    counts_.notices.merge(from.counts_.notices);
    counts_.sessions.merge(from.counts_.sessions);
    counts_.transactions.merge(from.counts_.transactions);
    counts_.copies.merge(from.counts_.copies);
    counts_.replication.merge(from.counts_.replication);
    counts_.subscriptions.merge(from.counts_.subscriptions);
    counts_.loss.merge(from.counts_.loss);
    counts_.behaviour.merge(from.counts_.behaviour);
    counts_.cancel_time.merge(from.counts_.cancel_time);
    counts_.errors_not_logged += from.counts_.errors_not_logged;
    for (const auto& error : from.counts_.error_log)
        log_error(error);
    std::stable_sort(counts_.error_log.begin(), counts_.error_log.end(),
                     [](const Diagnostic& a, const Diagnostic& b) {
                         return std::tie(a.time, a.packet, a.session) <
                                std::tie(b.time, b.packet, b.session);
                     });
}

void Collector::clear() {
    Counts fresh(options_);
    fresh.behaviour = std::move(counts_.behaviour);
    fresh.behaviour.clear_findings();
    fresh.replication = std::move(counts_.replication);
    fresh.replication.clear_ended();
    counts_ = std::move(fresh);
    sessions_now_.reset();
    replication_now_.reset();
}

void Collector::show_open(const std::vector<events::OpenSession>& open, PacketTime now,
                          const Collector& following) {
    sessions_now_.reset();
    replication_now_.reset();
    if (open.empty()) return;
    sessions_now_ = counts_.sessions;
    for (const auto& session : open) {
        auto info = *session.info;
        info.closed = now;
        sessions_now_->add(info, events::SessionEnd::open);
        if (session.replication == nullptr) continue;
        if (!replication_now_) replication_now_ = counts_.replication;
        replication_now_->add_open(session, now, following.counts_.replication);
    }
}

}  // namespace pgoscope::stats
