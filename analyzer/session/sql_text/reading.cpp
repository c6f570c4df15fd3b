#include "analyzer/session/session.h"
#include "analyzer/sql/statement_catalogue.h"

/// How the server reads the texts of a session: in which encoding, and by which settings.
namespace pgoscope::session {
namespace {

/// What the statements of one long text take while it passes, about.
constexpr std::uint64_t long_sql_bytes = std::uint64_t{128} * 1024;

/// Behind the name that a Parse begins with, or the letter that is part of an `old` message.
Bytes sql_of(const Frame& frame, bool old) noexcept {
    if (frame.tag == 'Q') return frame.body.subspan(old ? 1 : 0);
    const auto name_end = std::find(frame.body.begin(), frame.body.end(), std::uint8_t{0});
    const auto name = static_cast<std::size_t>(name_end - frame.body.begin());
    return frame.body.subspan(std::min(name + 1, frame.body.size()));
}

}  // namespace

/// Tells the sinks what the settings are now, and opens what they need.
void Session::learn_reading() {
    info_.reading = settings_.reading(true);
    for (const auto direction : {Direction::frontend, Direction::backend}) {
        const auto* const encoding = settings_.encoding_of(direction);
        auto*& converter = info_.converters[direction == Direction::frontend ? 0 : 1];
        converter = encoding != nullptr ? context_.converters.find(*encoding) : nullptr;
        if (converter != nullptr && !body_converter_)
            body_converter_ = std::make_unique<BodyConverter>();
    }
    if (const auto* const encoding = settings_.encoding_of(Direction::backend))
        info_.client_encoding = encoding->name;
    if (settings_.strings_known()) info_.standard_conforming_strings = settings_.standard_strings();
}

/// The message with its texts in UTF-8, valid until the next one.
Frame Session::in_utf8(Direction direction, const Frame& frame) {
    const bool from_client = direction == Direction::frontend;
    auto* const converter = info_.converters[from_client ? 0 : 1];
    // Other systems' messages may have other layouts.
    if (converter == nullptr || dialect_) return frame;
    Frame converted = frame;
    converted.body =
        old_ ? body_converter_->convert_old(direction, frame.tag, frame.body, frame.complete,
                                            old_->column_bytes(), *converter)
             : body_converter_->convert(direction, frame.tag, frame.body, frame.complete,
                                        *converter);
    if (from_client) info_.reading = settings_.reading(body_converter_->all_converted());
    return converted;
}

void Session::handle_long_or_encoded(Direction direction, const Frame& frame) {
    if (!frame.beyond.empty()) read_long_sql(direction, frame);
    const bool ends_long_sql = long_sql_ && direction == Direction::frontend;
    if (ends_long_sql) long_sql_->finish(frame.missing != 0);
    handle_typed(direction, in_utf8(direction, frame));
    if (ends_long_sql) long_sql_.reset();
}

/// What of a long Query or Parse is not kept is read as it passes by.
void Session::read_long_sql(Direction direction, const Frame& frame) {
    const bool is_sql = frame.unit == Unit::typed && (frame.tag == 'Q' || frame.tag == 'P');
    if (direction != Direction::frontend || !is_sql) return;
    if (!long_sql_ || long_sql_->offset() != frame.offset) {
        auto memory = context_.prepared.take(long_sql_bytes);
        if (!memory.granted()) {
            ++context_.limits_acted.prepared_total_bytes;
            return;
        }
        long_sql_ = std::make_unique<LongSql>(
            context_.catalogue,
            LongSql::Text{.offset = frame.offset,
                          .reading = settings_.reading(info_.converters[0] != nullptr),
                          .converter = info_.converters[0]},
            context_.options.limits.query_statements, std::move(memory));
        long_sql_->add(sql_of(frame, old_ != nullptr));
    }
    long_sql_->add(frame.beyond);
}

/// The settings as they are when the server comes to what is sent next.
void Session::read_ahead() {
    settings_.apply_request();
    learn_reading();
}

void Session::end_reading_ahead() {
    settings_.on_all_answered(info_.transaction);
    learn_reading();
}

/// A statement was sent that may change the settings, for what is sent behind its message, whose
/// text makes these changes.
void Session::follow_reading(const sql::Statement& statement,
                             const std::vector<sql::ReadingChange>& changes) {
    switch (statement.target.command) {
        case sql::Command::rollback:
            settings_.on_rollback();
            break;
        case sql::Command::begin:
        case sql::Command::commit:
            settings_.on_transaction_boundary();
            break;
        default:
            if (statement.changes_reading) settings_.on_request(changes);
            break;
    }
}

/// In which the server counts positions in the text at hand.
encoding::Characters Session::characters_of_text() const noexcept {
    const auto* const encoding = settings_.encoding_of(Direction::frontend);
    const bool converted = info_.converters[0] != nullptr && body_converter_->all_converted();
    return encoding == nullptr || converted ? encoding::Characters::utf8 : encoding->characters;
}

std::span<const sql::StatementId> Session::statements_of(std::string_view sql, bool truncated) {
    if (long_sql_) return long_sql_->statements();
    return context_.catalogue.intern(sql, truncated, info_.reading);
}

}  // namespace pgoscope::session
