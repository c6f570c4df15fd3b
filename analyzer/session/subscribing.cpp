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
    const auto ids = context_.catalogue.intern(subscribe.query, event.truncated);
    if (!ids.empty()) open.exchange.statement = &context_.catalogue[ids.front()];
    (void)expect(Kind::subscribe, &open);
}

void Session::on_unsubscribe(const MessageEvent& event, const SubscriptionId& id) {
    auto* live = dialect_->subscriptions.find(id);
    if (live == nullptr) return;
    live->told.ended = event.time;
    live->told.unsubscribed = true;
    context_.sink.on_subscription(info_, live->told);
    dialect_->subscriptions.remove(id);
}

void Session::end_subscriptions() {
    dialect_->subscriptions.end_all([this](events::Subscription& told) {
        told.ended = now_.time;
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

Subscriptions::Live* Session::follow(const SubscriptionId& id, const MessageEvent& event,
                                     const OpenExchange* open) {
    auto* live = dialect_->subscriptions.add(id, event.time, context_.options.limits.subscriptions);
    if (live == nullptr) {
        ++context_.limits_acted.subscriptions;
        return nullptr;
    }
    if (open != nullptr) {
        live->told.statement = open->exchange.statement;
        live->told.subscribed = open->exchange.request_first;
    }
    return live;
}

void Session::on_subscription_ack(MessageEvent& event,
                                  const dissectors::vibesql::SubscriptionAck& ack) {
    const auto* open = answer_subscribe(event);
    auto* live = dialect_->subscriptions.find(ack.id);
    if (live == nullptr) live = follow(ack.id, event, open);
    if (live == nullptr) return;
    live->awaits_first_result = open != nullptr;
    live->told.bytes += event.length_bytes;
}

void Session::on_subscription_data(MessageEvent& event) {
    const auto update = update_of(event.dialect->message);
    auto* live = dialect_->subscriptions.find(update.id);
    OpenExchange* open = nullptr;
    const bool may_be_first = live == nullptr || live->awaits_first_result;
    if (may_be_first && update.type == UpdateType::full) open = answer_subscribe(event);
    if (live == nullptr) live = follow(update.id, event, open);
    if (live != nullptr) {
        live->awaits_first_result = live->awaits_first_result && open == nullptr;
        live->told.add_update(update.type, update.rows, event.time);
        live->told.bytes += event.length_bytes;
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
    auto* live = dialect_->subscriptions.find(error.id);
    if (live != nullptr && !live->awaits_first_result) {
        ++live->told.errors;
        live->told.bytes += event.length_bytes;
        return;
    }
    if (live != nullptr) dialect_->subscriptions.remove(error.id);
    if (auto* open = answer_subscribe(event))
        complete_subscribe(*open, event, ExchangeOutcome::failed);
}

}  // namespace pgoscope::session
