#include "analyzer/stats/collector.h"

#include <algorithm>
#include <tuple>

namespace pgoscope::stats {

using dissectors::v3::ErrorFields;

Collector::Collector(const CollectorOptions& options)
    : options_(options),
      errors_(options.limits.error_samples),
      notices_(options.limits.error_samples),
      sessions_(options.thresholds, options.limits.listed_sessions),
      replication_(options.limits.listed_sessions),
      subscriptions_(options.limits.listed_sessions),
      behaviour_(options.thresholds) {}

void Collector::on_message(const events::MessageEvent& event) {
    messages_.add(event.direction, event.name(), event.length_bytes);
    if (event.payload != nullptr) replication_.add(event);
    switch (event.name()) {
        case events::MessageName::ErrorResponse:
            if (const auto* fields = event.as<ErrorFields>())
                on_error(event, OldStyleFields(fields->old_style).or_those(*fields));
            break;
        case events::MessageName::NoticeResponse:
            if (const auto* fields = event.as<ErrorFields>())
                notices_.add(event, OldStyleFields(fields->old_style).or_those(*fields));
            break;
        default:
            break;
    }
}

void Collector::on_error(const events::MessageEvent& event, const ErrorFields& fields) {
    errors_.add(event, fields);
    statements_.add_error(event.failed_statement);
    if (event.since_cancel) cancel_time_.record(*event.since_cancel);
    if (options_.every_error) log_error(copy_diagnostic(event, fields));
}

void Collector::log_error(Diagnostic error) {
    const auto bytes = error.bytes();
    if (error_log_bytes_ + bytes > options_.error_log_bytes) {
        ++errors_not_logged_;
        return;
    }
    error_log_bytes_ += bytes;
    error_log_.push_back(std::move(error));
}

// flatten: half of the time of a report is spent in calls of functions of a few lines, which the
// compiler, not knowing what runs often, does not inline by itself.
[[gnu::flatten]] void Collector::on_exchange(const events::SessionInfo& session,
                                             const events::Exchange& exchange) {
    exchanges_.add(exchange);
    if (exchange.copy) copies_.add(exchange);
    behaviour_.on_exchange(session, exchange);
}

[[gnu::flatten]] void Collector::on_call(const events::SessionInfo& /*session*/,
                                         const events::Call& call) {
    statements_.add(call);
}

void Collector::on_transaction(const events::SessionInfo& session,
                               const events::Transaction& transaction) {
    transactions_.add(transaction);
    behaviour_.on_transaction(session, transaction);
}

void Collector::on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds wait) {
    transactions_.idle.record(wait);
    behaviour_.on_idle_in_transaction(session, wait);
}

void Collector::on_replication(const events::SessionInfo& session,
                               const events::ReplicationSummary& replication) {
    replication_.add(session, replication);
}

void Collector::on_subscription(const events::SessionInfo& session,
                                const events::Subscription& subscription) {
    subscriptions_.add(session, subscription);
}

void Collector::on_gap(const events::GapEvent& gap) {
    loss_.add(gap);
}

void Collector::on_malformed(const events::MalformedEvent& message) {
    loss_.add(message);
}

void Collector::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                                 PacketTime /*time*/) {
    behaviour_.on_session_close(session);
    sessions_.add(session, end);
}

void Collector::merge(const Collector& from) {
    messages_.merge(from.messages_);
    exchanges_.merge(from.exchanges_);
    statements_.merge(from.statements_);
    errors_.merge(from.errors_);
    notices_.merge(from.notices_);
    sessions_.merge(from.sessions_);
    transactions_.merge(from.transactions_);
    copies_.merge(from.copies_);
    replication_.merge(from.replication_);
    subscriptions_.merge(from.subscriptions_);
    loss_.merge(from.loss_);
    behaviour_.merge(from.behaviour_);
    cancel_time_.merge(from.cancel_time_);
    errors_not_logged_ += from.errors_not_logged_;
    for (const auto& error : from.error_log_)
        log_error(error);
    std::stable_sort(
        error_log_.begin(), error_log_.end(), [](const Diagnostic& a, const Diagnostic& b) {
            return std::tie(a.time, a.packet, a.session) < std::tie(b.time, b.packet, b.session);
        });
}

void Collector::clear() {
    const auto& limits = options_.limits;
    messages_ = {};
    exchanges_ = {};
    statements_ = {};
    errors_ = DiagnosticStats(limits.error_samples);
    notices_ = DiagnosticStats(limits.error_samples);
    sessions_ = SessionStats(options_.thresholds, limits.listed_sessions);
    sessions_now_.reset();
    transactions_ = {};
    replication_ = ReplicationTable(limits.listed_sessions);
    subscriptions_ = SubscriptionStats(limits.listed_sessions);
    loss_ = {};
    behaviour_.clear_findings();
    cancel_time_ = {};
    error_log_.clear();
    error_log_bytes_ = 0;
    errors_not_logged_ = 0;
}

void Collector::show_open(const std::vector<const events::SessionInfo*>& open, PacketTime now) {
    sessions_now_.reset();
    if (open.empty()) return;
    sessions_now_ = sessions_;
    for (const auto* session : open) {
        auto info = *session;
        info.closed = now;
        sessions_now_->add(info, events::SessionEnd::open);
    }
}

}  // namespace pgoscope::stats
