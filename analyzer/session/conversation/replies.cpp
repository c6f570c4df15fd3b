#include <utility>

#include "analyzer/session/conversation/cursors.h"
#include "analyzer/session/session.h"
#include "dissectors/command_tag.h"
#include "dissectors/dialect_messages.h"
#include "dissectors/severity.h"

/// Replies: which request each of them answers and what it completes.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::ExchangeKind;
using events::ExchangeOutcome;

constexpr std::string_view query_canceled = "57014";
constexpr std::string_view invalid_cursor_name = "34000";

/// Texts of the old style have no SQLSTATE; all of them have the word.
bool tells_of_cancel(const v3::ErrorFields& error, std::string_view sqlstate) noexcept {
    return sqlstate == query_canceled || error.old_style.find("cancel") != std::string_view::npos;
}

events::ResultColumn result_column(const v3::Column& column) {
    return {std::string(column.name), column.type_oid, column.type_modifier, column.format};
}

events::ResultShape shape_of(const events::MessageEvent& event) {
    events::ResultShape shape;
    if (event.dialect != nullptr) {
        for (const auto& column :
             std::get<dissectors::redshift::RowDescription>(event.dialect->message).columns)
            shape.push_back(result_column(column.base));
    } else {
        for (const auto& column : event.as<v3::RowDescription>()->columns)
            shape.push_back(result_column(column));
    }
    return shape;
}

bool is_of_one_table(const v3::RowDescription& rows) noexcept {
    std::uint32_t table = 0;
    for (const auto& column : rows.columns) {
        if (table == 0) table = column.table_oid;
        if (column.table_oid == 0 || column.table_oid != table) return false;
    }
    return table != 0;
}

}  // namespace

void Session::on_backend(MessageEvent& event) {
    backend_is_ready_ = event.name() == MessageName::ReadyForQuery;
    switch (event.name()) {
        case MessageName::ParameterStatus:
            on_parameter_status(*event.as<v3::ParameterStatus>());
            quotable_.judge(context_, event, expected_, copy_.get());
            break;
        case MessageName::NoticeResponse:
            ++info_.totals.notices;
            count_aside(event);
            quotable_.judge(context_, event, expected_, copy_.get());
            return;
        case MessageName::NotificationResponse:
        case MessageName::Unknown:
            return;
        case MessageName::ErrorResponse:
            on_error(event, *event.as<v3::ErrorFields>());
            quotable_.judge(context_, event, expected_, copy_.get());
            return;
        case MessageName::ReadyForQuery:
            on_ready(event, *event.as<v3::ReadyForQuery>());
            return;
        default:
            on_reply(event);
            return;
    }
    count_aside(event);
}

/// Of what comes at any time: what is being answered is what it was sent for, if anything.
void Session::count_aside(MessageEvent& event) {
    if (expected_.empty()) return;
    if (auto* open = exchanges_.find(expected_.front().exchange)) {
        event.exchange = &open->exchange;
        if (const auto* notice = event.as<v3::ErrorFields>())
            event.failed_statement = running_statement(expected_.front(), *open, *notice);
        if (!open->finished) open->exchange.response_bytes += event.length_bytes;
    }
}

/// The request that a reply answers: nearly always the one at the front.
ExpectedReply* Session::match(MessageName reply) {
    if (expected_.empty()) return nullptr;
    auto& head = expected_.front();
    const bool fits = !head.swallowed && fit(head.kind, reply) != Fit::no;
    return fits && !replies_uncertain_ ? &head : match_behind(reply);
}

/// Where something is in doubt, or the replies in between are not in the capture.
ExpectedReply* Session::match_behind(MessageName reply) {
    while (expected_.front().swallowed) {
        pop_expected();
        if (expected_.empty()) return nullptr;
    }
    if (replies_uncertain_ && pipelines_) return nullptr;
    for (std::size_t i = 0; i < expected_.size(); ++i) {
        if (expected_[i].swallowed) continue;
        if (fit(expected_[i].kind, reply) != Fit::no) {
            // Only replies that are not in the capture can have answered those before it.
            if (i > 0) abandon(i);
            return &expected_.front();
        }
        if (ends_with_ready(expected_[i].kind)) break;
    }
    return nullptr;
}

void Session::count_reply(OpenExchange& open, MessageEvent& event) {
    event.exchange = &open.exchange;
    if (open.untold) {
        open.exchange.response_bytes += event.length_bytes;
        open.exchange.last_packet = event.packet;
    }
    if (open.finished) return;
    if (!open.exchange.reply_first) open.exchange.reply_first = event.first_time;
    if (!open.result_first_reply) open.result_first_reply = event.first_time;
    open.exchange.response_bytes += event.length_bytes;
    open.exchange.last_packet = event.packet;
    open.last_reply = event.time;
}

void Session::on_reply(MessageEvent& event) {
    if (server_kind_ == dissectors::ServerKind::unknown) recognise_hyper(event);
    auto* head = match(event.name());
    if (head == nullptr) {
        if (described_ && event.name() == MessageName::CommandComplete) described_->forget();
        if (phase_ == Phase::authenticating || !info_.startup_seen) on_startup_reply(event);
        return;
    }
    auto* open = exchanges_.find(head->exchange);
    if (open == nullptr) return;
    count_reply(*open, event);
    event.portal = head->portal ? &head->portal->portal : nullptr;
    event.statement = head->statement.get();
    if (event.statement == nullptr && event.portal != nullptr)
        event.statement = event.portal->statement.get();

    switch (event.name()) {
        case MessageName::RowDescription:
            if (event.v2 == nullptr) on_row_description(*head, *open, event);
            break;
        case MessageName::ParameterDescription:
            if (head->statement) {
                head->statement->parameter_types.clear();
                for (const auto& type : event.as<v3::ParameterDescription>()->parameter_types)
                    head->statement->parameter_types.push_back(type.oid);
            }
            break;
        case MessageName::DataRow:
        case MessageName::AsciiRow:
        case MessageName::BinaryRow:
            ++info_.totals.rows;
            ++open->data_rows;
            attach_shape(event, *head);
            if (version_described_) [[unlikely]]
                read_version(event, *head, *open);
            break;
        case MessageName::CopyInResponse:
        case MessageName::CopyOutResponse:
        case MessageName::CopyBothResponse:
            on_copy_response(event, *open);
            break;
        case MessageName::CommandComplete:
        case MessageName::EmptyQueryResponse:
        case MessageName::PortalSuspended:
            if (head->kind == Kind::execute) {
                complete_execute(*open, *head, event);
                break;
            }
            if (head->kind != Kind::internal) {
                complete_result(*open, event);
                break;
            }
            [[fallthrough]];
        case MessageName::FunctionCallResponse:
            if (described_) described_->forget();
            open->exchange.completed = event.time;
            open->exchange.ahead_completed = last_completion_;
            open->exchange.results = 1;
            event.completes_exchange = true;
            break;
        case MessageName::BindComplete:
            if (head->portal && !head->statement->known) bind_to_prepared(*open, *head->portal);
            break;
        case MessageName::CloseComplete:
            if (head->statement && statements_.find(head->statement->name) == head->statement)
                statements_.erase(head->statement->name);
            if (head->portal && portals_.find(head->portal->portal.name) == head->portal) {
                end_portal(*head->portal);
                portals_.erase(head->portal->portal.name);
            }
            break;
        default:
            if (head->kind == Kind::startup) on_startup_reply(event);
            break;
    }
    if (fit(head->kind, event.name()) != Fit::completes) return;
    // The views of the event outlive the queue's entry until the sink has seen them.
    answered_.statement = std::move(head->statement);
    answered_.portal = std::move(head->portal);
    event.completes_exchange =
        event.completes_exchange || (open->sealed && open->expected == 1 && !open->finished);
    pop_expected();
}

/// The name may be that of a PREPARE which was not answered yet when Bind was sent.
void Session::bind_to_prepared(OpenExchange& open, OpenPortal& portal) {
    auto prepared = statements_.find(portal.portal.statement->name);
    if (!prepared || !prepared->by_sql) return;
    open.exchange.statement = prepared->statement;
    portal.portal.statement = std::move(prepared);
}

void Session::on_row_description(ExpectedReply& head, const OpenExchange& open,
                                 const MessageEvent& event) {
    version_described_ = answers_version(head, open);
    const bool unknown = head.statement && !head.statement->known;
    if (!context_.options.keep_values && !unknown) return;
    auto shape = std::make_shared<const events::ResultShape>(shape_of(event));
    if (context_.options.keep_values) keep_description(head, open, event, shape);
    if (head.kind == Kind::describe_statement) {
        head.statement->shape = std::move(shape);
    } else if (head.kind == Kind::describe_portal) {
        if (head.portal) head.portal->shape = std::move(shape);
    } else {
        query_shape_ = std::move(shape);
    }
}

void Session::keep_description(const ExpectedReply& head, const OpenExchange& open,
                               const MessageEvent& event, const DescribedColumns::Shape& shape) {
    const auto* rows = event.as<v3::RowDescription>();
    if (rows == nullptr || event.truncated) return;
    std::shared_ptr<const events::PreparedStatement> prepared = head.statement;
    if (!prepared && head.portal) prepared = head.portal->portal.statement;
    const auto* statement = prepared ? prepared->statement : nullptr;
    if (head.kind == Kind::query && open.next_statement < open.statements.size())
        statement = open.statements[open.next_statement];
    described().describe(statement, std::move(prepared), shape, is_of_one_table(*rows));
}

void Session::attach_shape(MessageEvent& event, const ExpectedReply& head) {
    if (!context_.options.keep_values) return;
    if (head.kind != Kind::execute) {
        event.shape = query_shape_.get();
        return;
    }
    if (!head.portal) return;
    if (!head.portal->shape && event.statement != nullptr)
        head.portal->shape = event.statement->shape;
    event.shape = head.portal->shape.get();
}

void Session::on_copy_response(MessageEvent& event, OpenExchange& open) {
    copying_ = open.exchange.number;
    auto kind = ExchangeKind::replication;
    if (event.name() == MessageName::CopyInResponse) {
        kind = ExchangeKind::copy_in;
        // The server takes COPY data from here on: it swallows a Sync right behind the request.
        for (std::size_t i = 1; i < expected_.size() && expected_[i].kind == Kind::sync; ++i)
            expected_[i].swallowed = true;
    } else if (event.name() == MessageName::CopyOutResponse) {
        kind = ExchangeKind::copy_out;
        copying_ = 0;
    }
    if (open.exchange.kind != ExchangeKind::replication) open.exchange.kind = kind;
    begin_copy(event, open);
}

void Session::on_error(MessageEvent& event, const v3::ErrorFields& error) {
    const auto sqlstate = error.find('C').value_or(std::string_view{}).substr(0, 5);
    ++info_.totals.errors;
    if (!info_.setup_time || old_) note_refusal(sqlstate, dissectors::ends_session(error));
    transaction_.on_error();
    if (described_) described_->on_error();
    if (dissectors::ends_session(error)) end_transaction_with_session();
    if (cancel_requested_ && tells_of_cancel(error, sqlstate)) {
        event.since_cancel = event.time - *cancel_requested_;
        cancel_requested_.reset();
    }
    while (!expected_.empty() && expected_.front().swallowed)
        pop_expected();
    if (expected_.empty() || (replies_uncertain_ && pipelines_)) return;
    auto& head = expected_.front();
    auto* open = exchanges_.find(head.exchange);
    if (open == nullptr) return;
    const bool was_finished = open->finished;
    count_reply(*open, event);
    event.failed_statement = running_statement(head, *open, error);
    if (sqlstate == invalid_cursor_name) forget_missing_portal(portals_, head, event);
    event.statement = head.statement.get();
    event.portal = head.portal ? &head.portal->portal : nullptr;
    event.transaction = info_.transaction;
    if (copying_ == open->exchange.number) copying_ = 0;
    if (created_slot_ && created_slot_->exchange == open->exchange.number) created_slot_.reset();
    if (head.kind == Kind::sync || was_finished) return;

    open->exchange.sqlstate = sqlstate;
    open->exchange.statement = event.failed_statement;
    open->failed = true;
    event.completes_exchange = true;
    answered_ = head;
    if (ends_with_ready(head.kind) && head.kind != Kind::startup) {
        // Its ReadyForQuery follows and finishes it.
        open->exchange.completed = event.time;
        open->exchange.ahead_completed = last_completion_;
        return;
    }
    finish(*open, ExchangeOutcome::failed, event.time);
    if (head.kind == Kind::execute) head.portal->forget_call();
    if (head.kind == Kind::startup || head.kind == Kind::subscribe) {
        pop_expected();
        return;
    }
    skip_to_sync();
}

void Session::on_ready(MessageEvent& event, const v3::ReadyForQuery& ready) {
    const auto status = static_cast<events::TransactionStatus>(ready.status);
    event.transaction = status;
    become_ready(event, status, event.time);
}

/// `event` or the lack of another is what tells that the server was ready at `time`.
[[gnu::flatten]] void Session::become_ready(MessageEvent& event, events::TransactionStatus status,
                                            PacketTime time) {
    info_.transaction = status;
    if (phase_ == Phase::authenticating) {
        phase_ = Phase::ready;
        info_.never_opened = false;
        info_.setup_time = time - info_.opened;
        if (!old_) settings_.on_open(info_.server_version);
        learn_reading();
    }
    PacketTime request = event.first_time;
    ready_for_nobody_ = expected_.empty();
    if (auto* head = match(MessageName::ReadyForQuery)) {
        auto* open = exchanges_.find(head->exchange);
        if (open != nullptr) {
            if (head->overtaken && !open->exchange.gap) pipelines_ = true;
            if (event.name() == MessageName::ReadyForQuery) count_reply(*open, event);
            request = open->exchange.request_first;
            if (head->kind != Kind::sync) finish_at_ready(*open, *head, event);
        }
        pop_expected();
    } else if (requests_missing_) {
        // Which of them it answers is not sure; that one more is answered is.
        abandon_first_group();
    } else if (expected_.empty() && now_.acknowledged > half(Direction::frontend).position) {
        // Captures of several queues or interfaces may show a packet before the one it answers.
        answered_ahead_ = true;
    }
    if (expected_.empty() && !requests_missing_) replies_uncertain_ = false;
    if (settings_.is_ahead() && expected_.empty()) [[unlikely]]
        end_reading_ahead();
    if (!last_ready_) {
        marks_.ready();
        learn_server_kind();
    }
    last_ready_ = time;
    is_past_authentication_ = true;
    query_shape_.reset();
    const bool rolled_back = transaction_.is_rolling_back();
    const auto* ended = transaction_.on_ready(status, request, time);
    if (ended != nullptr || status == events::TransactionStatus::idle) {
        end_portals_of_transaction(rolled_back);
    }
    if (described_ && status == events::TransactionStatus::idle) described_->on_idle();
    tell_transaction(ended);
}

}  // namespace pgoscope::session
