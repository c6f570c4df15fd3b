#include <memory>

#include "analyzer/session/session.h"
#include "analyzer/session/startup/kept_value.h"
#include "analyzer/sql/command.h"
#include "dissectors/v2/native_values.h"
#include "dissectors/v2/recognise.h"
#include "dissectors/v2/startup.h"

/// Sessions of protocols before 3.0. Their messages are cut and taken apart here; which reply
/// answers which request is told as for 3.0, but for where an answer ends: before 2.0 no
/// ReadyForQuery says so.
namespace pgoscope::session {
namespace {

namespace v2 = dissectors::v2;
namespace v3 = dissectors::v3;
using dissectors::Direction;
using dissectors::MessageName;
using events::ExchangeOutcome;
using events::TransactionStatus;

constexpr std::uint16_t text_format = 0;
constexpr std::uint16_t binary_format = 1;

events::ProtocolVersion version_of(v2::Version version) noexcept {
    return {static_cast<std::uint16_t>(version), 0};
}
static_assert(static_cast<unsigned>(v2::Version::v2_0) == 2);

std::string_view method_of(std::uint32_t startup_type) noexcept {
    namespace type = v2::startup_type;
    if (startup_type == type::password) return "password";
    if (startup_type == type::kerberos_4 || startup_type == type::kerberos_5) return "kerberos";
    return {};
}

/// Whether the bytes are one Query whose text begins as a statement does: what other protocols and
/// the middle of a longer message hardly ever look like.
bool asks_in_sql(Bytes bytes) {
    const auto measured =
        v2::measure(v2::State::mid_stream(v2::Version::v2_0), Direction::frontend, bytes);
    if (measured.scan != v2::Scan::message || measured.form != v2::Form::query) return false;
    const auto text = as_text(bytes.first(measured.length - 1)).substr(1);
    return sql::command_target(text).command != sql::Command::other;
}

/// An error without text is none of the old style: it is the beginning of one of 3.0, whose length
/// word begins with zero.
bool begins_error_of_3_0(const OldFramer& framer) noexcept {
    return framer.form() == v2::Form::error && framer.length() == 2;
}

}  // namespace

void Session::handle_old_startup(const Frame& frame) {
    const auto old = v2::dissect_startup({frame.body, frame.complete});
    const auto dissection = as_3_0(old);
    MessageEvent event{.session = info_,
                       .direction = Direction::frontend,
                       .first_time = frame.first_time,
                       .time = now_.time,
                       .packet = now_.packet,
                       .tag = '\0',
                       .length_bytes = frame.length,
                       .missing_bytes = frame.missing,
                       .truncated = !frame.complete,
                       .dissection = dissection,
                       .v2 = &old};
    recognised();
    if (const auto* startup = std::get_if<v2::StartupPacket>(&old.message)) {
        v2::State state;
        v2::advance(state, Direction::frontend, old);
        begin_old_protocol(state, true);
        on_old_startup(event, *startup);
    } else {
        on_startup_packet(event);
    }
    emit(event, frame);
}

void Session::begin_old_protocol(const v2::State& state, bool version_known) {
    old_ =
        std::make_unique<OldProtocol>(state, version_known, context_.options.limits.message_bytes);
    info_.version = version_of(state.version);
    settings_.begin_old_protocol();
    learn_reading();
}

void Session::on_old_startup(MessageEvent& event, const v2::StartupPacket& startup) {
    begin_authentication(event);
    info_.requested_version = events::ProtocolVersion{startup.major, startup.minor};
    info_.user = kept_value(startup.user);
    info_.database = kept_value(startup.database.empty() ? startup.user : startup.database);
    info_.authentication = method_of(startup.message_type);
}

bool Session::begin_old_from_middle(Direction direction, Bytes bytes) {
    if (info_.recognition != events::Recognition::undecided) return false;
    const auto recognition = v2::recognise(direction, bytes);
    const bool believed = recognition.evidence == v2::Evidence::strong ||
                          (direction == Direction::frontend && asks_in_sql(bytes));
    if (!believed) return false;
    begin_old_protocol(v2::State::mid_stream(recognition.likely), recognition.version.has_value());
    report_loss(direction);
    recognised();
    return true;
}

/// A session whose beginning was not seen shows its version sooner or later.
void Session::learn_old_version(v2::Version version) {
    // By the other version's rules, what was asked before may seem unanswered.
    if (version != old_->state().version) abandon_before_newest();
    old_->learn_version(version);
    info_.version = version_of(version);
}

void Session::cut_old(Direction direction, Bytes& bytes) {
    auto& from = half(direction);
    auto& framer = old_->framer(direction);
    if (!old_->version_known() && direction == Direction::backend &&
        old_->begins_packet(now_.packet) && !framer.inside_message())
        if (const auto version = v2::recognise(direction, bytes).version)
            learn_old_version(*version);
    const auto before = bytes.size();
    const auto scan = framer.next(old_->state(), bytes, now_.time, from.framer.offset());
    const auto taken = before - bytes.size();
    if (scan == v2::Scan::message && phase_ == Phase::authenticating &&
        direction == Direction::backend && begins_error_of_3_0(framer)) {
        old_.reset();
        static constexpr std::array<std::uint8_t, 2> beginning{'E', 0};
        Bytes again(beginning);
        Frame none;
        (void)from.framer.next(again, now_.time, none);
        return;
    }
    from.framer.skip(taken);
    switch (scan) {
        case v2::Scan::need_more:
            if (const auto frame = framer.frame(); !frame.beyond.empty()) {
                read_copy_ahead(direction, frame);
                read_long_sql(direction, frame);
            }
            return;
        case v2::Scan::padding:
            context_.accounting.dissected_bytes += framer.length();
            return;
        case v2::Scan::message:
            handle_old(direction);
            return;
        case v2::Scan::malformed:
            break;
    }
    const auto frame = framer.frame();
    const auto malformation = framer.malformation();
    std::uint64_t skipped = framer.discard();
    if (skipped == 0 && !bytes.empty()) {
        // What another version or state would take for a boundary is none here: it would be found
        // again and again.
        bytes = bytes.subspan(1);
        from.framer.skip(1);
        skipped = 1;
    }
    lose_boundary(direction, {.cause = Loss::Cause::malformed,
                              .reason = to_string(malformation),
                              .skipped = skipped,
                              .offset = frame.offset,
                              .length = frame.length,
                              .tag = static_cast<char>(frame.tag)});
}

void Session::on_old_gap(Direction direction, Loss loss) {
    auto& from = half(direction);
    auto& framer = old_->framer(direction);
    from.framer.skip(loss.missing);
    if (!framer.pass_over(loss.missing)) {
        loss.offset = from.framer.offset();
        loss.skipped = framer.discard();
        lose_boundary(direction, loss);
        return;
    }
    from.loss = loss;
    report_loss(direction);
    Bytes none;  // the message may have ended with the missing bytes
    cut_old(direction, none);
}

void Session::handle_old(Direction direction) {
    const auto frame = old_->framer(direction).frame();
    context_.accounting.dissected_bytes += frame.length - frame.missing;
    if (!frame.beyond.empty()) read_long_sql(direction, frame);
    const bool ends_long_sql = long_sql_ && direction == Direction::frontend;
    if (ends_long_sql) long_sql_->finish(frame.missing != 0);
    const auto old = old_->dissect(direction, in_utf8(direction, frame));
    const auto dissection = as_3_0(old);
    auto event = event_of(direction, frame, dissection);
    event.v2 = &old;
    if (direction == Direction::frontend)
        on_old_frontend(event);
    else
        on_old_backend(event);
    emit(event, frame);
    if (ends_long_sql) long_sql_.reset();
}

void Session::on_old_frontend(MessageEvent& event) {
    const auto* query = event.as<v3::Query>();
    if (query != nullptr && !old_->version_known() &&
        v2::is_end_probe(v2::Version::v1_0, query->query))
        learn_old_version(v2::Version::v1_0);
    if (query != nullptr && v2::is_end_probe(old_->state().version, query->query)) {
        event.end_probe = true;
        old_->on_probe();
        if (const auto* newest = exchanges_.newest()) event.exchange = &newest->exchange;
        return;
    }
    const bool request = query != nullptr || event.name() == MessageName::FunctionCall;
    // Also where the version is a guess: clients of 2.0 wait for ReadyForQuery, which shows it.
    if (request && (!old_->has_ready() || !old_->version_known())) end_answer_before(event);
    on_frontend(event);
    if (event.name() == MessageName::CopyData) count_old_copy_row(event);
}

void Session::end_answer_before(MessageEvent& event) {
    if (expected_.empty()) return;
    auto* open = exchanges_.find(expected_.front().exchange);
    if (open == nullptr) return;
    if (expected_.front().kind == Kind::startup) {
        // 0.0 says yes by silence.
        if (old_->state().version != v2::Version::v0_0) return;
        finish(*open, ExchangeOutcome::completed, std::nullopt);
        pop_expected();
        phase_ = Phase::ready;
    } else if (open->exchange.completed) {
        become_ready(event, old_->status(), *open->exchange.completed);
    }
}

void Session::count_old_copy_row(const MessageEvent& event) {
    if (event.exchange == nullptr) return;
    if (auto* open = exchanges_.find(event.exchange->number)) ++open->data_rows;
}

void Session::on_old_backend(MessageEvent& event) {
    switch (event.name()) {
        case MessageName::ReadyForQuery:
            on_ready(event, {static_cast<char>(old_->status())});
            return;
        case MessageName::EmptyQueryResponse:
            if (!answers_old_probe()) break;
            on_old_probe_answered(event);
            return;
        case MessageName::CommandComplete:
            on_old_command(event, event.as<v3::CommandComplete>()->tag);
            return;
        case MessageName::ErrorResponse:
            old_->on_error();
            settings_.on_error();
            break;
        case MessageName::CursorResponse:
            old_->on_cursor(std::get<v2::CursorResponse>(event.v2->message).portal);
            break;
        case MessageName::RowDescription:
            keep_old_shape(std::get<v2::RowDescription>(event.v2->message));
            break;
        case MessageName::BinaryRow:
            if (query_shape_) make_shape_binary(std::get<v2::BinaryRow>(event.v2->message));
            break;
        default:
            break;
    }
    const bool starting = phase_ == Phase::authenticating;
    on_backend(event);
    if (event.name() == MessageName::CopyData) count_old_copy_row(event);
    if (event.name() == MessageName::ErrorResponse) event.transaction = old_->status();
    const bool authenticated = event.name() == MessageName::AuthenticationOk;
    if (starting ? authenticated : event.completes_exchange) end_old_answer(event);
}

void Session::on_old_command(MessageEvent& event, std::string_view tag) {
    const auto before = old_->status();
    const sql::Statement* statement = nullptr;
    if (!expected_.empty())
        if (const auto* open = exchanges_.find(expected_.front().exchange);
            open != nullptr && open->next_statement < open->statements.size())
            statement = open->statements[open->next_statement];
    old_->on_command(tag, statement);
    on_backend(event);
    // Servers up to 7.4 answer COMMIT even where there was nothing left to commit.
    const bool ended = old_->status() == TransactionStatus::idle;
    const bool rolled_back = before == TransactionStatus::failed && ended;
    if (rolled_back) follow_transaction("ROLLBACK", nullptr, event.first_time);
    if (ended && before != TransactionStatus::idle &&
        settings_.on_transaction_end(rolled_back || tag == "ROLLBACK" || tag == "ABORT"))
        learn_reading();
    if (event.completes_exchange) end_old_answer(event);
}

void Session::end_old_answer(MessageEvent& event) {
    if (!old_->has_ready()) become_ready(event, old_->status(), event.time);
}

bool Session::answers_old_probe() noexcept {
    // The answer to a query that was sent before the probe comes first.
    if (!expected_.empty())
        if (const auto* open = exchanges_.find(expected_.front().exchange);
            open != nullptr && !open->exchange.completed)
            return false;
    return old_->take_probe();
}

void Session::on_old_probe_answered(MessageEvent& event) {
    event.end_probe = true;
    if (const auto* newest = exchanges_.newest()) event.exchange = &newest->exchange;
    if (expected_.empty())
        last_ready_ = event.time;
    else
        become_ready(event, old_->status(), event.time);
}

void Session::keep_old_shape(const v2::RowDescription& rows) {
    if (!context_.options.keep_values) return;
    auto shape = std::make_shared<events::ResultShape>();
    for (const auto& column : rows.columns)
        shape->push_back({std::string(column.name), column.type_oid,
                          column.type_modifier.value_or(-1), text_format});
    query_shape_ = std::move(shape);
}

void Session::make_shape_binary(const v2::BinaryRow& row) {
    const auto& known = *query_shape_;
    if (known.empty()) return;
    std::optional<std::endian> in_memory;
    if (old_->native_values()) {
        std::size_t index = 0;
        for (const auto& value : row.columns) {
            if (!value.null && index < known.size())
                old_->weigh_byte_order(v2::byte_order_evidence(known[index].type_oid, value.bytes));
            ++index;
        }
        in_memory = old_->byte_order();
    }
    if (known.front().format == binary_format && known.front().in_memory == in_memory) return;
    auto shape = std::make_shared<events::ResultShape>(known);
    for (auto& column : *shape) {
        column.format = binary_format;
        column.in_memory = in_memory;
    }
    query_shape_ = std::move(shape);
}

}  // namespace pgoscope::session
