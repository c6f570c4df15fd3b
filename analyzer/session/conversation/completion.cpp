#include <algorithm>
#include <utility>

#include "analyzer/session/conversation/cursors.h"
#include "analyzer/session/conversation/two_phase.h"
#include "analyzer/session/session.h"
#include "analyzer/sql/statement_catalogue.h"
#include "dissectors/command_tag.h"

/// How results, calls and exchanges end.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::ExchangeOutcome;

/// Rows as pg_stat_statements counts them: MOVE touches rows and returns none. Where the tag does
/// not tell them, as those of servers before 9.0 do not for SELECT, those that were sent count.
std::uint64_t rows_of(const dissectors::CommandTag& tag, std::uint64_t sent) noexcept {
    if (tag.command == "MOVE") return 0;
    if (tag.rows) return *tag.rows;
    return tag.command == "SELECT" || tag.command == "FETCH" || tag.command == "COPY" ? sent : 0;
}

/// Their tags are longer than nearly all others.
bool may_be_two_phase(std::string_view command) noexcept {
    return command.size() >= std::string_view("COMMIT PREPARED").size();
}

}  // namespace

void Session::complete_result(OpenExchange& open, MessageEvent& event) {
    auto& exchange = open.exchange;
    exchange.completed = event.time;
    exchange.ahead_completed = last_completion_;
    open.several.reset();
    const auto* complete = event.as<v3::CommandComplete>();
    // Where statements were left out, only the ReadyForQuery tells which result is the last.
    const bool waits_for_ready = open.left_out && !(old_ && !old_->has_ready());
    event.completes_exchange =
        !waits_for_ready && open.next_statement + 1 >= open.statements.size();
    if (complete == nullptr) return;  // an empty query is no call

    if (exchange.kind == events::ExchangeKind::copy_in) forget_swallowed_syncs();
    if (complete->tag == ignored_tag) {  // as good as an error, and no call
        open.failed = true;
        ++open.next_statement;
        return;
    }
    const auto tag = dissectors::read_command_tag(complete->tag);
    if (is_result_of_replication(open, tag.command)) {  // its own completion follows
        event.completes_exchange = false;
        ++exchange.results;
        return;
    }
    const auto* statement = result_statement(open);
    follow_transaction(tag.command, statement, exchange.request_first);
    if (may_be_two_phase(tag.command)) [[unlikely]]
        follow_two_phase(event, tag.command, identifier_in(open));
    const auto rows = rows_of(tag, std::exchange(open.data_rows, 0));
    if (is_call(statement)) {
        auto& call = calls_.emplace_back();
        call.statement = run_by(statement);
        call.rows = rows;
        measure_result(open, event.time, call);
    }

    exchange.rows += rows;
    ++exchange.results;
    ++open.next_statement;
    open.previous_result = event.time;
    open.result_first_reply.reset();
    open.counted_response_bytes = exchange.response_bytes;
    if (context_.options.keep_values) describe_table(tag.command, statement);
    if (statement != nullptr) follow_names(*statement, exchange);
}

/// Times and bytes of the result that is complete now.
void Session::measure_result(const OpenExchange& open, PacketTime completed, events::Call& call) {
    const auto& exchange = open.exchange;
    const bool first = !open.previous_result;
    const auto begin = open.previous_result.value_or(exchange.request_first);
    call.duration = completed - begin;
    // The client's time to send its COPY data is not the server's.
    call.service = first ? service_of(open)
                         : completed - std::max(begin, exchange.copy_finished.value_or(begin));
    if (first)
        call.time_to_first_reply = exchange.time_to_first_reply();
    else if (open.result_first_reply)
        call.time_to_first_reply = *open.result_first_reply - begin;
    call.request_bytes = first ? exchange.request_bytes : 0;
    call.response_bytes = exchange.response_bytes - open.counted_response_bytes;
}

void Session::complete_execute(OpenExchange& open, ExpectedReply& head, MessageEvent& event) {
    auto& exchange = open.exchange;
    const bool suspended = event.name() == MessageName::PortalSuspended;
    finish(open, suspended ? ExchangeOutcome::suspended : ExchangeOutcome::completed, event.time);
    event.completes_exchange = true;
    if (exchange.kind == events::ExchangeKind::copy_in) forget_swallowed_syncs();

    if (!head.portal->portal.statement) adopt_declared(portals_, head, exchange);
    auto& portal = *head.portal;
    auto& call = portal.call;
    const auto* complete = event.as<v3::CommandComplete>();
    if (complete != nullptr) {
        const auto tag = dissectors::read_command_tag(complete->tag);
        follow_transaction(tag.command, exchange.statement, exchange.request_first);
        if (may_be_two_phase(tag.command)) [[unlikely]]
            follow_two_phase(event, tag.command, identifier_in(*head.portal));
        exchange.rows = rows_of(tag, open.data_rows);
        exchange.results = 1;
        if (context_.options.keep_values) describe_table(tag.command, exchange.statement);
    } else if (suspended) {
        exchange.rows = open.data_rows;
    } else {
        return;  // an empty query is no call
    }
    if (portal.ended) return;
    const auto* statement = exchange.statement;
    const auto* prepared = portal.portal.statement.get();
    const bool by_sql = prepared != nullptr && prepared->by_sql;
    // What the statement did when it made them is known already.
    const bool made_by_sql = by_sql || (prepared != nullptr && prepared->cursor);
    call.statement = by_sql ? statement : run_by(statement);
    if (!portal.fetching) call.time_to_first_reply = exchange.time_to_first_reply();
    call.duration += event.time - exchange.request_first;
    call.service += service_of(open);
    call.rows += exchange.rows;
    call.request_bytes += exchange.request_bytes;
    call.response_bytes += exchange.response_bytes;
    portal.fetching = true;
    if (suspended) return;
    if (by_sql || is_call(statement))
        end_portal(portal);
    else
        portal.forget_call();
    portal.ended = true;
    if (statement != nullptr && !made_by_sql) follow_names(*statement, exchange);
}

void Session::follow_transaction(std::string_view command, const sql::Statement* statement,
                                 PacketTime request) {
    const auto* target = statement != nullptr ? &statement->target : nullptr;
    tell_transaction(transaction_.on_command(
        {.tag = command, .target = target, .request = request, .completed = now_.time}));
}

void Session::tell_transaction(TransactionTracker::Ended ended) {
    if (ended == nullptr) return;
    ++info_.totals.transactions;
    info_.totals.in_transaction_ns += ended->duration;
    context_.sink.on_transaction(info_, *ended);
}

void Session::end_idle_in_transaction(PacketTime time) {
    const auto idle = transaction_.on_request(time);
    if (!idle) return;
    info_.totals.idle_in_transaction_ns += *idle;
    context_.sink.on_idle_in_transaction(info_, *idle);
}

/// The server rolls back what was open.
void Session::end_transaction_with_session() {
    end_idle_in_transaction(now_.time);
    tell_transaction(transaction_.on_session_end(now_.time));
}

/// CREATE TABLE tells types as a description does, and others make descriptions untrue.
void Session::describe_table(std::string_view command, const sql::Statement* statement) {
    described().on_command(command, statement);
    tell_other_sessions(statement);
}

/// Up to date with what other sessions did.
DescribedColumns& Session::described() {
    if (!described_) described_ = std::make_unique<DescribedColumns>();
    described_->hear(context_.table_changes, info_.number);
    return *described_;
}

/// When it is asked for and when it is done: what they are told between may be of before.
void Session::tell_other_sessions(const sql::Statement* statement) {
    if (!context_.options.keep_values || statement == nullptr) return;
    auto effect = sql::effect_on_other_sessions(*statement);
    if (effect.kind != sql::ColumnEffect::Kind::none)
        context_.table_changes.add(std::move(effect), info_.number);
}

Nanoseconds Session::service_of(const OpenExchange& open) noexcept {
    return open.exchange.service().value_or(0);
}

/// Names of prepared statements and portals that SQL makes or drops. None of that is undone when
/// the transaction is.
void Session::follow_names(const sql::Statement& statement, events::Exchange& exchange) {
    const auto& target = statement.target;
    switch (target.command) {
        case sql::Command::declare:
            declare_cursor(statement);
            break;
        case sql::Command::fetch:
        case sql::Command::move:
            exchange.cursor_statement = statement_of_portal(portals_, target.name);
            break;
        case sql::Command::prepare:
            remember_prepare(statement);
            break;
        case sql::Command::deallocate:
            if (target.all)
                statements_.clear();
            else
                statements_.erase(target.name);
            break;
        case sql::Command::discard:
            if (target.all) {
                statements_.clear();
                end_portals();
            }
            break;
        case sql::Command::close:
            if (target.all) {
                end_portals();
            } else if (const auto portal = portals_.find(target.name)) {
                end_portal(*portal);
                portals_.erase(target.name);
            }
            break;
        default:
            break;
    }
}

void Session::finish(OpenExchange& open, ExchangeOutcome outcome,
                     std::optional<PacketTime> completed) {
    if (open.finished) return;
    open.finished = true;
    open.exchange.outcome = outcome;
    open.exchange.completed = completed;
    // The client may have sent its COPY data, the end included, ahead of the CopyInResponse.
    if (copying_ == open.exchange.number) copying_ = 0;
    if (completed) {
        open.exchange.ahead_completed = last_completion_;
        last_completion_ = completed;
    }
    // The last of its Sync group has the ReadyForQuery, as a Query has its own.
    open.untold = open.syncs > 0;
    if (!open.untold) finished_.push_back(open.exchange.number);
}

void Session::end_sync(OpenExchange& open) {
    if (open.syncs == 0 || --open.syncs > 0 || !open.untold) return;
    open.untold = false;
    finished_.push_back(open.exchange.number);
}

void Session::finish_if_answered(OpenExchange& open) {
    if (open.sealed && open.expected == 0 && open.last_reply)
        finish(open, ExchangeOutcome::completed, open.last_reply);
}

void Session::finish_at_ready(OpenExchange& open, const ExpectedReply& head, MessageEvent& event) {
    const bool only_ready = head.kind == Kind::internal && !open.exchange.completed;
    if (head.kind == Kind::startup || only_ready) {
        event.completes_exchange = true;
        finish(open, ExchangeOutcome::completed, event.time);
        return;
    }
    if (open.failed) {
        finish(open, ExchangeOutcome::failed, open.exchange.completed);
    } else if (open.exchange.completed) {
        if (open.left_out) event.completes_exchange = true;
        finish(open, ExchangeOutcome::completed, open.exchange.completed);
    } else {  // its completion is in a gap
        finish(open, ExchangeOutcome::unanswered, std::nullopt);
    }
}

OpenExchange* Session::take_expected() {
    auto& head = expected_.front();
    auto* open = exchanges_.find(head.exchange);
    const bool counted = head.kind != Kind::sync;
    head.clear();
    expected_.pop_front();
    if (open == nullptr) return nullptr;
    --open->references;
    if (!counted) {
        end_sync(*open);
        return nullptr;
    }
    --open->expected;
    return open;
}

void Session::pop_expected() {
    if (auto* open = take_expected()) finish_if_answered(*open);
}

void Session::skip_to_sync() {
    std::size_t skipped = 0;
    while (skipped < expected_.size() &&
           (expected_[skipped].kind != Kind::sync || expected_[skipped].swallowed))
        ++skipped;
    for (auto i = skipped; i-- > 0;)
        undo(expected_[i]);
    for (; skipped > 0; --skipped) {
        auto& head = expected_.front();
        if (auto* open = exchanges_.find(head.exchange))
            finish(*open, ExchangeOutcome::skipped, std::nullopt);
        pop_expected();
    }
    skipping_to_sync_ = expected_.empty();
    extended_ = skipping_to_sync_ ? 0 : extended_;
}

void Session::undo(const ExpectedReply& skipped) {
    if (skipped.kind == Kind::parse && skipped.statement &&
        statements_.find(skipped.statement->name) == skipped.statement) {
        statements_.erase(skipped.statement->name);
        if (skipped.replaced && !skipped.statement->name.empty())
            (void)statements_.put(skipped.statement->name, skipped.replaced,
                                  context_.options.limits.prepared_statements);
    }
    if (skipped.kind == Kind::bind && skipped.portal &&
        portals_.find(skipped.portal->portal.name) == skipped.portal)
        portals_.erase(skipped.portal->portal.name);
}

void Session::forget_swallowed_syncs() {
    for (std::size_t i = 0; i < expected_.size(); ++i)
        if (expected_[i].sent_in_copy) expected_[i].swallowed = true;
}

void Session::abandon(std::size_t count) {
    for (; count > 0; --count) {
        auto* open = take_expected();
        if (open == nullptr || open->expected > 0) continue;
        abandon_copy(*open);
        const bool failed = open->failed;
        finish(*open, failed ? ExchangeOutcome::failed : ExchangeOutcome::unanswered,
               failed ? open->exchange.completed : std::nullopt);
    }
}

void Session::abandon_first_group() {
    std::size_t count = 0;
    while (count < expected_.size() &&
           (!ends_with_ready(expected_[count].kind) || expected_[count].swallowed))
        ++count;
    if (count < expected_.size()) abandon(count + 1);
}

void Session::abandon_before_newest() {
    if (expected_.size() < 2) return;
    for (std::size_t i = expected_.size() - 1; i-- > 0;) {
        if (!ends_with_ready(expected_[i].kind)) continue;
        abandon(i + 1);
        return;
    }
}

}  // namespace pgoscope::session
