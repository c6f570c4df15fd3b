#include <utility>
#include <vector>

#include "analyzer/session/conversation/cursors.h"
#include "analyzer/session/session.h"
#include "analyzer/sql/statement_catalogue.h"

/// Requests: which exchange a frontend message belongs to and which reply it asks for.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::ExchangeKind;
using events::ExchangeOutcome;

/// Expected replies of one session, a multiple of its exchanges: Parse, Bind, Describe, Execute.
constexpr std::size_t replies_per_exchange = 16;

ExchangeKind kind_of_discarded(MessageName name) noexcept {
    switch (name) {
        case MessageName::Query:
            return ExchangeKind::query;
        case MessageName::FunctionCall:
            return ExchangeKind::function_call;
        case MessageName::Close:
            return ExchangeKind::close;
        default:
            return ExchangeKind::prepare;
    }
}

/// An exchange that runs nothing is of the statement that it asks of or closes.
void name_statement(OpenExchange& open, const events::PreparedStatement* prepared) noexcept {
    if (open.exchange.statement == nullptr && prepared != nullptr)
        open.exchange.statement = prepared->statement;
}

/// What running a statement does to how texts are read.
std::vector<sql::ReadingChange> changes_by(const events::PreparedStatement* prepared,
                                           const sql::Statement& statement) {
    if (!statement.changes_reading) return {};
    return prepared != nullptr ? sql::reading_changes(prepared->sql, prepared->reading)
                               : sql::reading_changes(statement.text, {});
}

}  // namespace

void Session::on_frontend(MessageEvent& event) {
    switch (event.name()) {
        case MessageName::PasswordMessage:
        case MessageName::SASLInitialResponse:
        case MessageName::SASLResponse:
        case MessageName::GSSResponse:
        case MessageName::SCMCredential:
            if (const auto* initial = event.as<v3::SASLInitialResponse>())
                info_.authentication = initial->mechanism.substr(0, 64);
            if (auto* open = exchanges_.find(startup_exchange_)) join(*open, event);
            return;
        case MessageName::CopyData:
        case MessageName::CopyDone:
        case MessageName::CopyFail:
            on_copy_from_client(event);
            return;
        case MessageName::Sync:
            on_sync(event);
            return;
        case MessageName::Flush:
            if (auto* newest = exchanges_.newest()) event.exchange = &newest->exchange;
            return;
        case MessageName::Terminate:
            terminated_ = true;
            end_transaction_with_session();
            return;
        case MessageName::Unknown:
            return;
        default:
            break;
    }
    before_request(event);
    if (discarded_by_server(event)) return;
    switch (event.name()) {
        case MessageName::Query:
            on_query(event, *event.as<v3::Query>());
            break;
        case MessageName::Parse:
            on_parse(event, *event.as<v3::Parse>());
            break;
        case MessageName::Bind:
            on_bind(event, *event.as<v3::Bind>());
            break;
        case MessageName::Describe:
            on_describe(event, *event.as<v3::Describe>());
            break;
        case MessageName::Execute:
            on_execute(event, *event.as<v3::Execute>());
            break;
        case MessageName::Close:
            on_close_request(event, *event.as<v3::Close>());
            break;
        case MessageName::FunctionCall:
            on_function_call(event);
            break;
        default:
            break;
    }
}

void Session::before_request(const MessageEvent& event) {
    const bool extended = event.name() != MessageName::Query &&
                          event.name() != MessageName::FunctionCall && event.dialect == nullptr;
    if (std::exchange(in_sync_group_, extended) && extended) return;
    end_idle_in_transaction(event.first_time);
    ready_for_nobody_ = false;
    if (backend_is_ready_ && expected_.empty()) requests_missing_ = false;
    if (replies_uncertain_ && (!pipelines_ || (backend_is_ready_ && !requests_missing_))) {
        // Whoever waits for each answer has had them all by now, lost or not.
        abandon(expected_.size());
        flush_endings();
        replies_uncertain_ = false;
    }
    // This request may be the one that was answered already; if it is, the next one shows it.
    if (std::exchange(answered_ahead_, false)) replies_uncertain_ = true;
    for (std::size_t i = expected_.size(); i-- > 0;) {
        if (!ends_with_ready(expected_[i].kind)) continue;
        expected_[i].overtaken = true;
        break;
    }
}

void Session::bound_open_requests() {
    const std::size_t limit = context_.options.limits.open_exchanges;
    exchanges_.drop_finished(1);  // a Sync belongs to the newest
    if (exchanges_.size() < limit && expected_.size() < limit * replies_per_exchange) return;
    ++context_.limits_acted.open_exchanges;
    extended_ = 0;
    abandon(expected_.size());
    flush_endings();
    // Their answers are to come yet and belong to nothing.
    replies_uncertain_ = true;
    pipelines_ = true;
    backend_is_ready_ = false;
}

OpenExchange& Session::begin_exchange(ExchangeKind kind, const MessageEvent& event) {
    bound_open_requests();
    if (finished_.empty()) exchanges_.drop_finished(0);  // all were told
    const bool idle = expected_.empty();
    auto& open = exchanges_.begin(kind, event.first_time, event.packet);
    // Without Sync a client can be at work and wait for nothing: only the first request has
    // thought.
    if (idle) open.exchange.previous_ready = std::exchange(last_ready_, std::nullopt);
    open.exchange.gap = requests_missing_;
    if (kind != ExchangeKind::startup) is_past_authentication_ = true;
    return open;
}

OpenExchange& Session::extended_exchange(const MessageEvent& event) {
    bound_open_requests();
    if (auto* open = exchanges_.find(extended_)) return *open;
    auto& open = begin_exchange(ExchangeKind::prepare, event);
    extended_ = open.exchange.number;
    return open;
}

void Session::join(OpenExchange& open, MessageEvent& event) {
    open.exchange.request_bytes += event.length_bytes;
    open.exchange.request_last = event.time;
    open.exchange.last_packet = event.packet;
    event.exchange = &open.exchange;
}

ExpectedReply& Session::expect(Kind kind, OpenExchange* open) {
    auto& entry = expected_.push_back();  // as it was left: empty
    entry.kind = kind;
    if (open != nullptr) {
        entry.exchange = open->exchange.number;
        ++open->references;
        if (kind != Kind::sync) ++open->expected;
    }
    return entry;
}

bool Session::discarded_by_server(MessageEvent& event) {
    if (!skipping_to_sync_) return false;
    const auto kind = kind_of_discarded(event.name());
    auto& open =
        kind == ExchangeKind::prepare ? extended_exchange(event) : begin_exchange(kind, event);
    join(open, event);
    if (event.name() == MessageName::Execute) open.exchange.kind = ExchangeKind::execute;
    if (open.exchange.kind == ExchangeKind::prepare) return true;
    if (extended_ == open.exchange.number) extended_ = 0;
    finish(open, ExchangeOutcome::skipped, std::nullopt);
    return true;
}

void Session::on_query(MessageEvent& event, const v3::Query& query) {
    if (const auto portal = portals_.find({})) end_portal(*portal);
    portals_.erase({});
    statements_.erase({});
    auto& open = begin_exchange(ExchangeKind::query, event);
    join(open, event);
    open.sealed = true;
    take_statements(open, query.query, event.truncated);
    event.executed = context_.executed;
    if (open.statements.size() == 1 && sql::reads_cursor(open.statements.front()->target.command))
        [[unlikely]]
        if (const auto portal = portal_of_cursor(portals_, *open.statements.front()))
            event.portal = &portal->portal;  // which its table keeps
    if (!info_.startup_seen || !info_.replication.empty())
        read_replication_command(open, query.query);
    (void)expect(Kind::query, &open);
}

void Session::on_function_call(MessageEvent& event) {
    auto& open = begin_exchange(ExchangeKind::function_call, event);
    join(open, event);
    open.sealed = true;
    quotable_.keep_values(context_, event);
    (void)expect(Kind::function_call, &open);
}

void Session::on_parse(MessageEvent& event, const v3::Parse& parse) {
    auto& open = extended_exchange(event);
    join(open, event);
    auto made = make_statement(parse.statement, parse.query.substr(0, events::longest_kept_sql),
                               parse.parameter_types);
    auto& statement = made->statement;
    statement.reading = info_.reading;
    const auto ids = statements_of(parse.query, event.truncated);
    if (!ids.empty()) statement.statement = &context_.catalogue[ids.front()];
    statement.may_name_secrets = context_.catalogue.latest_may_hold_secrets();
    find_executed(ids);
    statement.executed = context_.executed;
    statement.may_return_secrets = context_.options.keep_values && statement.may_name_secrets &&
                                   sql::names_secret(parse.query);
    event.executed = context_.executed;
    quotable_.keep_sql(context_,
                       {open.exchange.number, parse.query, true, info_.reading, event.truncated});
    open.exchange.statement = statement.statement;
    event.statement = &statement;
    auto& entry = expect(Kind::parse, &open);
    entry.replaced = statements_.find(parse.statement);
    entry.statement = {made, &statement};
    remember(parse.statement, std::move(made));
}

void Session::on_bind(MessageEvent& event, const v3::Bind& bind) {
    if (server_kind_ == dissectors::ServerKind::unknown) recognise_hyper(event);
    auto& open = extended_exchange(event);
    join(open, event);
    auto statement = statement_named(bind.statement);
    auto made = portals_.find(bind.portal);
    if (made) end_portal(*made);
    // The memory of a portal that nothing refers to any more serves its successor.
    if (made && made.use_count() == 2)
        *made = OpenPortal{};
    else
        made = std::make_shared<OpenPortal>();
    made->portal.name = bind.portal;
    made->portal.statement = statement;
    made->portal.bound_by = open.exchange.number;
    if (context_.options.keep_values) {
        made->memory = context_.prepared.take(bind.parameters.bytes().size() +
                                              bind.parameter_formats.bytes().size());
        if (made->memory.granted())
            keep_values(made->portal, bind);
        else
            ++context_.limits_acted.prepared_total_bytes;
    }
    open.exchange.statement = statement->statement;
    auto& entry = expect(Kind::bind, &open);
    event.statement = statement.get();
    event.portal = &made->portal;
    quotable_.keep_values(context_, event);
    entry.portal = made;
    entry.statement = std::move(statement);
    if (!portals_.put(bind.portal, std::move(made), context_.options.limits.portals))
        ++context_.limits_acted.portals;
}

void Session::on_describe(MessageEvent& event, const v3::Describe& describe) {
    auto& open = extended_exchange(event);
    join(open, event);
    if (describe.kind == 'S') {
        auto& entry = expect(Kind::describe_statement, &open);
        entry.statement = statement_named(describe.name);
        event.statement = entry.statement.get();
        name_statement(open, event.statement);
        return;
    }
    auto& entry = expect(Kind::describe_portal, &open);
    entry.portal = portals_.find(describe.name);
    if (!entry.portal) return;
    event.portal = &entry.portal->portal;
    event.statement = entry.portal->portal.statement.get();
    name_statement(open, event.statement);
}

void Session::on_execute(MessageEvent& event, const v3::Execute& execute) {
    auto& open = extended_exchange(event);
    join(open, event);
    open.exchange.kind = ExchangeKind::execute;
    open.sealed = true;
    extended_ = 0;
    auto& entry = expect(Kind::execute, &open);
    entry.portal = portals_.find(execute.portal);
    if (!entry.portal) {
        // Bound before the capture began.
        entry.portal = std::make_shared<OpenPortal>();
        entry.portal->portal.name = execute.portal;
    }
    event.portal = &entry.portal->portal;
    event.statement = entry.portal->portal.statement.get();
    // Where a DECLARE that was sent ahead makes the portal, its answer will tell.
    open.exchange.statement =
        event.statement != nullptr
            ? event.statement->statement
            : &context_.catalogue[context_.catalogue.intern_unknown_portal(execute.portal)];
    if (const auto* run = open.exchange.statement;
        run != nullptr && (run->changes_reading || settings_.is_ahead())) [[unlikely]]
        follow_reading(*run, changes_by(event.statement, *run));
    tell_other_sessions(open.exchange.statement);
}

void Session::on_close_request(MessageEvent& event, const v3::Close& close) {
    auto& open = begin_exchange(ExchangeKind::close, event);
    join(open, event);
    open.sealed = true;
    auto& entry = expect(Kind::close, &open);
    if (close.kind == 'S') {
        entry.statement = statements_.find(close.name);
        event.statement = entry.statement.get();
    } else {
        entry.portal = portals_.find(close.name);
        if (entry.portal) event.portal = &entry.portal->portal;
    }
    name_statement(open, entry.portal ? entry.portal->portal.statement.get() : event.statement);
}

void Session::on_sync(MessageEvent& event) {
    in_sync_group_ = false;
    bound_open_requests();
    if (auto* open = exchanges_.find(extended_)) {
        open->sealed = true;
        if (skipping_to_sync_)
            finish(*open, ExchangeOutcome::skipped, std::nullopt);
        else
            finish_if_answered(*open);
    }
    extended_ = 0;
    skipping_to_sync_ = false;
    // Of the Syncs that a client sends while the server takes COPY data and behind that, the server
    // answers the last.
    if (!expected_.empty() && expected_.back().sent_in_copy) expected_.back().swallowed = true;
    auto* newest = exchanges_.newest();
    auto& entry = expect(Kind::sync, newest);
    entry.sent_in_copy = copying_ != 0;
    if (newest == nullptr) return;
    event.exchange = &newest->exchange;
    if (newest->finished) return;
    newest->exchange.request_bytes += event.length_bytes;
    ++newest->syncs;
}

void Session::on_copy_from_client(MessageEvent& event) {
    auto* open = exchanges_.find(copying_);
    if (open == nullptr) return;
    event.exchange = &open->exchange;
    open->exchange.request_bytes += event.length_bytes;
    open->exchange.last_packet = event.packet;
    if (event.name() == MessageName::CopyData) return;
    quotable_.keep_values(context_, event);
    open->exchange.copy_finished = event.time;
    copying_ = 0;
}

}  // namespace pgoscope::session
