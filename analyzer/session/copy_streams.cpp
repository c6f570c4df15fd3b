#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/session/copy/row_contents.h"
#include "analyzer/session/replication/base_backup.h"
#include "analyzer/session/replication/wal_stream.h"
#include "analyzer/session/session.h"
#include "analyzer/sql/copy_statement.h"
#include "analyzer/sql/statement.h"
#include "dissectors/command_tag.h"

/// Replication commands, and what CopyData carries.
namespace pgoscope::session {
namespace {

namespace replication = dissectors::replication;
namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::ExchangeKind;
using replication::CommandKind;

/// NAMEDATALEN, in which a name's NUL has its place.
constexpr std::size_t longest_slot_name = 64;

/// As the server reads the start-up parameter: `database`, or a boolean.
bool asks_for_replication(std::string_view parameter) noexcept {
    static constexpr std::array<std::string_view, 7> no{"", "false", "f", "off", "no", "n", "0"};
    return std::find(no.begin(), no.end(), parameter) == no.end();
}

/// ReadyForQuery where the completion is in a gap.
bool ends_copy(MessageName name) noexcept {
    return name == MessageName::CommandComplete || name == MessageName::ErrorResponse ||
           name == MessageName::ReadyForQuery;
}

void add(std::optional<events::CopyTotals>& sum, const events::Copy& copied) {
    const auto& totals = copied.totals;
    if (!sum) {
        sum = totals;
        return;
    }
    const auto both = [](const auto& one, const auto& other) {
        return one && other ? std::optional(*one + *other) : std::nullopt;
    };
    if (sum->format != totals.format) sum->format = events::CopyTotals::mixed;
    sum->rows = both(sum->rows, totals.rows);
    sum->bytes += totals.bytes;
    sum->time = both(sum->time, totals.time);
    if (!totals.failure.empty()) sum->failure = totals.failure;
}

/// Commands that are no SQL, for sessions whose start-up is not in the capture. SHOW is both.
bool is_replication_only(CommandKind kind) noexcept {
    return kind != CommandKind::show;
}

}  // namespace

void Session::read_replication_command(OpenExchange& open, std::string_view sql) {
    if (info_.startup_seen && !asks_for_replication(info_.replication)) return;
    const auto command = replication::read_replication_command(sql);
    if (!command || (!info_.startup_seen && !is_replication_only(command->kind))) return;
    auto& exchange = open.exchange;
    exchange.kind = ExchangeKind::replication;
    if (command->kind == CommandKind::create_replication_slot) {
        created_slot_ = std::make_unique<CreatedSlot>(
            CreatedSlot{exchange.number, command->slot.substr(0, longest_slot_name),
                        command->plugin.substr(0, longest_slot_name)});
    } else if (command->kind == CommandKind::start_replication) {
        end_copy();
        copy_ = std::make_unique<ReplicationStream>(
            exchange.number, *command, plugin_of_slot(command->slot), context_.options.keep_values);
    } else if (command->kind == CommandKind::base_backup ||
               command->kind == CommandKind::upload_manifest) {
        end_copy();
        copy_ = std::make_unique<BackupContents>(exchange.number, *command, info_.server_version);
    }
}

std::string Session::plugin_of_slot(std::string_view slot) const {
    return created_slot_ && created_slot_->name == slot ? created_slot_->plugin : std::string{};
}

void Session::begin_copy(const MessageEvent& event, OpenExchange& open) {
    auto& exchange = open.exchange;
    if (copy_ && copy_->exchange() == exchange.number && !copy_->is_of_rows()) return;
    end_copy();
    if (event.name() == MessageName::CopyBothResponse) {
        // The command is not in the capture.
        replication::ReplicationCommand command;
        command.kind = CommandKind::start_replication;
        copy_ = std::make_unique<ReplicationStream>(exchange.number, command, std::string{},
                                                    context_.options.keep_values);
        return;
    }
    copy_ = row_contents(event, open);
}

std::unique_ptr<CopyContents> Session::row_contents(const MessageEvent& event,
                                                    const OpenExchange& open) {
    const auto* statement =
        open.statements.empty() ? open.exchange.statement : result_statement(open);
    const auto* raw = open.copy_sql.get();
    if (event.statement != nullptr && event.statement->known) raw = &event.statement->sql;
    std::optional<sql::CopyStatement> said;
    // Cut, or not kept at all: the normalized text says all but constants.
    if (raw != nullptr && !raw->empty() && raw->size() < events::longest_kept_sql)
        said = sql::read_copy_statement(*raw, open.next_statement);
    else if (statement != nullptr)
        said = sql::read_copy_statement(statement->text);
    RowContents::Statement known;
    known.sent_by_line = old_ != nullptr;
    known.statement = statement;
    known.begun = open.previous_result.value_or(open.exchange.request_first);
    known.keep_values = context_.options.keep_values;
    if (dialect_ && statement != nullptr) known.shape = dialect_->tables.shape_of(statement->text);
    if (said && described_) known.described = described().columns_of(*said);
    if (said) known.said = std::move(*said);
    return std::make_unique<RowContents>(open.exchange.number, event, std::move(known));
}

void Session::read_copy(MessageEvent& event) {
    if (!copy_)
        if (const auto* data = event.as<v3::CopyData>())
            find_copy(event.direction, {data->data, !event.truncated});
    if (!copy_) return;
    const auto number = event.exchange != nullptr ? event.exchange->number : 0;
    if (number != copy_->exchange()) return;
    event.payload = copy_->take(event);
    if (copy_->is_of_rows() && ends_copy(event.name())) end_copy();
}

/// What of a long CopyData is not kept is read as it passes by.
void Session::read_copy_ahead(Direction direction, const Frame& frame) {
    constexpr std::uint8_t copy_data = 'd';
    const bool is_copy_data =
        old_ ? old_->framer(direction).form() == dissectors::v2::Form::copy_line
             : frame.unit == Unit::typed && frame.tag == copy_data;
    if (!is_copy_data) return;
    if (!copy_) find_copy(direction, {frame.body, false});
    if (inside_copy(direction))
        copy_->read_ahead({direction, frame.offset, frame.body, frame.beyond});
}

/// What began before the capture shows itself by its messages.
void Session::find_copy(Direction direction, v3::Body copy_data) {
    if (old_ || info_.startup_seen) return;
    copy_ = ReplicationStream::found_in(direction, copy_data, context_.options.keep_values);
    if (!copy_) copy_ = BackupContents::found_in(direction, copy_data, info_.server_version);
}

/// Replication goes on behind the CommandComplete of each of its results.
void Session::end_copy_behind(const MessageEvent& event) {
    const bool ends =
        event.name() == MessageName::ReadyForQuery || event.name() == MessageName::ErrorResponse;
    const auto number = event.exchange != nullptr ? event.exchange->number : 0;
    if (ends && number == copy_->exchange()) end_copy();
}

/// A server that shuts down ends a stream with its CommandComplete and nothing behind it, and one
/// that goes on when the capture ends has had its answer.
void Session::end_stream(tcp::CloseReason reason) {
    if (!copy_ || copy_->last_tag() != ReplicationStream::tag) return;
    auto* open = exchanges_.find(copy_->exchange());
    if (open == nullptr || open->failed) return;
    if (open->exchange.completed)
        finish(*open, events::ExchangeOutcome::completed, open->exchange.completed);
    else if (reason == tcp::CloseReason::end_of_capture && inside_copy(Direction::backend))
        finish(*open, events::ExchangeOutcome::open, std::nullopt);
}

void Session::end_copy() {
    if (!copy_) return;
    if (const auto* summary = copy_->finish(now_.time))
        context_.sink.on_replication(info_, *summary);
    if (const auto* copied = copy_->copied()) {
        if (auto* open = exchanges_.find(copy_->exchange())) add(open->exchange.copy, *copied);
        copies_.push_back(*copied);
    }
    copy_.reset();
}

/// What is yet to come of it belongs to nothing that is known.
void Session::abandon_copy(const OpenExchange& open) {
    if (copy_ && copy_->exchange() == open.exchange.number && copy_->is_of_rows()) end_copy();
}

bool Session::inside_copy(Direction direction) const noexcept {
    return copy_ && copy_->is_open(direction);
}

bool Session::is_result_of_replication(const OpenExchange& open,
                                       std::string_view command) const noexcept {
    return copy_ && copy_->exchange() == open.exchange.number && !copy_->is_of_rows() &&
           copy_->last_tag() != command;
}

}  // namespace pgoscope::session
