#include <utility>

#include "analyzer/session/session.h"
#include "analyzer/sql/statement_catalogue.h"
#include "dissectors/dialect_messages.h"

/// Subscriptions of VibeSQL. Subscribe is an exchange that its first result, or an error, answers
/// in the order of the requests, without a ReadyForQuery. What the server tells later belongs to
/// no exchange: it may come in the middle of any.
namespace pgoscope::session {
namespace {

using dissectors::vibesql::SubscriptionId;
using dissectors::vibesql::UpdateType;
using events::ExchangeKind;
using events::ExchangeOutcome;

struct Update {
    SubscriptionId id;
    UpdateType type;
    std::uint64_t rows;
};

Update update_of(const dissectors::DialectMessage& message) {
    if (const auto* partial = std::get_if<dissectors::vibesql::SubscriptionPartialData>(&message))
        return {partial->id, partial->update_type, partial->rows.count()};
    const auto& data = std::get<dissectors::vibesql::SubscriptionData>(message);
    return {data.id, data.update_type, data.rows.count()};
}

}  // namespace

void Session::on_subscribe(MessageEvent& event, const dissectors::vibesql::Subscribe& subscribe) {
    auto& open = begin_exchange(ExchangeKind::subscribe, event);
    join(open, event);
    open.sealed = true;
    const auto ids = context_.catalogue.intern(subscribe.query, event.truncated, info_.reading);
    if (!ids.empty()) open.exchange.statement = &context_.catalogue[ids.front()];
    quotable_.keep_sql(
        context_, {open.exchange.number, subscribe.query, true, info_.reading, event.truncated});
    (void)expect(Kind::subscribe, &open);
}

void Session::on_unsubscribe(const MessageEvent& event, const SubscriptionId& id) {
    auto& subscriptions = dialect_->subscriptions;
    auto* followed = subscriptions.find(id);
    if (followed == nullptr || followed->told.unsubscribed) return;
    const auto limit = context_.options.limits.ended_subscriptions;
    const auto forgotten = subscriptions.unsubscribe(*followed, event.time, limit);
    if (!forgotten) return;
    ++context_.limits_acted.ended_subscriptions;
    context_.sink.on_subscription(info_, *forgotten);
}

void Session::end_subscriptions() {
    dialect_->subscriptions.end_all(now_.time, [this](const events::Subscription& told) {
        context_.sink.on_subscription(info_, told);
    });
}

/// The Subscribe that a message answers, which then is the head of the queue; null for what
/// answers none.
OpenExchange* Session::answer_subscribe(MessageEvent& event) {
    auto* head = match(event.name());
    if (head == nullptr) return nullptr;
    auto* open = exchanges_.find(head->exchange);
    if (open != nullptr) count_reply(*open, event);
    return open;
}

void Session::complete_subscribe(OpenExchange& open, MessageEvent& event, ExchangeOutcome outcome) {
    event.completes_exchange = true;
    finish(open, outcome, event.time);
    pop_expected();
    // It stands for the ReadyForQuery that does not follow.
    if (last_ready_) last_ready_ = event.time;
}

Subscriptions::Followed* Session::follow(const SubscriptionId& id, const MessageEvent& event,
                                         const OpenExchange* open) {
    auto* followed =
        dialect_->subscriptions.add(id, event.time, context_.options.limits.subscriptions);
    if (followed == nullptr) {
        ++context_.limits_acted.subscriptions;
        return nullptr;
    }
    if (open != nullptr) {
        followed->told.statement = open->exchange.statement;
        followed->told.subscribed = open->exchange.request_first;
    }
    return followed;
}

void Session::on_subscription_ack(MessageEvent& event,
                                  const dissectors::vibesql::SubscriptionAck& ack) {
    const auto* open = answer_subscribe(event);
    auto* followed = dialect_->subscriptions.find(ack.id);
    if (followed == nullptr) followed = follow(ack.id, event, open);
    if (followed == nullptr) return;
    followed->awaits_first_result = open != nullptr;
    followed->told.bytes += event.length_bytes;
}

void Session::on_subscription_data(MessageEvent& event) {
    const auto update = update_of(event.dialect->message);
    auto* followed = dialect_->subscriptions.find(update.id);
    OpenExchange* open = nullptr;
    const bool may_be_first = followed == nullptr || followed->awaits_first_result;
    if (may_be_first && update.type == UpdateType::full) open = answer_subscribe(event);
    if (followed == nullptr) followed = follow(update.id, event, open);
    if (followed != nullptr) {
        followed->awaits_first_result = followed->awaits_first_result && open == nullptr;
        followed->told.add_update(update.type, update.rows, event.time);
        followed->told.bytes += event.length_bytes;
    }
    if (open == nullptr) return;

    auto& exchange = open->exchange;
    exchange.rows = update.rows;
    exchange.results = 1;
    complete_subscribe(*open, event, ExchangeOutcome::completed);
    // The server ran the query once; what it runs again for updates is not told.
    events::Call call;
    call.statement = exchange.statement;
    call.duration = exchange.duration().value_or(0);
    call.service = exchange.service().value_or(0);
    call.time_to_first_reply = exchange.time_to_first_reply();
    call.rows = exchange.rows;
    call.request_bytes = exchange.request_bytes;
    call.response_bytes = exchange.response_bytes;
    calls_.push_back(call);
}

void Session::on_subscription_error(MessageEvent& event,
                                    const dissectors::vibesql::SubscriptionError& error) {
    ++info_.totals.errors;
    auto* followed = dialect_->subscriptions.find(error.id);
    bool answers = true;
    if (followed != nullptr) {
        answers = std::exchange(followed->awaits_first_result, false);
        event.failed_statement = followed->told.statement;
        ++followed->told.errors;
        followed->told.bytes += event.length_bytes;
        if (answers && !followed->told.unsubscribed) dialect_->subscriptions.remove(error.id);
    }
    if (!answers) return;
    if (auto* open = answer_subscribe(event)) {
        event.failed_statement = open->exchange.statement;
        complete_subscribe(*open, event, ExchangeOutcome::failed);
    }
}

}  // namespace pgoscope::session
