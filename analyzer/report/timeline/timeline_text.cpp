#include "analyzer/report/timeline/timeline_text.h"

#include <algorithm>

#include "analyzer/report/wording/session_text.h"

namespace pgoscope::report {
namespace {

using events::MessageName;

/// Names longer than this push their note to the right.
constexpr std::size_t name_columns = 20;
/// What a note needs beside the SQL in it.
constexpr std::size_t columns_beside_sql = 48;
constexpr std::size_t least_sql = 24;

void append_skipped(std::string& content, std::uint64_t bytes) {
    if (bytes == 0) return;
    content.append("; ");
    append_byte_count(content, bytes);
    content.append(" passed over to the next message");
}

std::string_view arrow(events::Direction direction) noexcept {
    return direction == events::Direction::frontend ? "->" : "<-";
}

Paint arrow_paint(events::Direction direction) noexcept {
    return direction == events::Direction::frontend ? Paint::frontend : Paint::backend;
}

bool is_diagnostic(MessageName name) noexcept {
    return name == MessageName::ErrorResponse || name == MessageName::NoticeResponse ||
           name == MessageName::SubscriptionError;
}

}  // namespace

TimelineText::TimelineText(Output& output, const Options& options, const Style& style)
    : output_(output), options_(options), layout_(output.buffer(), style) {}

void TimelineText::begin_message(const events::SessionInfo& session, Shown& shown,
                                 events::Direction direction, PacketTime time,
                                 std::string_view name) {
    layout_.begin_line(session.number, shown.clock, time, arrow(direction), arrow_paint(direction));
    auto& content = layout_.content();
    content.append(name);
    pad_to(content, 0, name_columns);
    content.append("  ");
}

void TimelineText::describe(const events::SessionInfo& session, Shown& shown) {
    if (shown.described) return;
    buffer_.clear();
    append_description(buffer_, session);
    if (buffer_.empty()) return;
    shown.described = true;
    layout_.headline(session.number, buffer_);
}

void TimelineText::end_run(const events::SessionInfo& session, Shown& shown) {
    const auto& run = shown.run;
    if (run.folded() > 0) {
        begin_message(session, shown, run.direction(), run.last_time(), "...");
        auto& content = layout_.content();
        append_count(content, run.folded());
        content.append(" more ");
        content.append(dissectors::to_string(run.name()));
        content.append(", ");
        append_byte_count(content, run.folded_bytes());
        layout_.end_line(Paint::dim);
    }
    shown.run.clear();
}

NoteStyle TimelineText::note_style(const events::MessageEvent& event,
                                   const Shown& shown) const noexcept {
    NoteStyle style;
    if (event.exchange != nullptr) {
        style.omit_sql = event.exchange->number == shown.parsed_exchange;
        style.omit_parameters = event.exchange->number == shown.bound_exchange;
    }
    if (const auto columns = layout_.content_columns(); columns > 0) {
        const auto beside = name_columns + columns_beside_sql;
        style.longest_text = std::max(columns > beside ? columns - beside : 0, least_sql);
    }
    return style;
}

void TimelineText::write_note(const events::MessageEvent& event, const Shown& shown) {
    const auto style = note_style(event, shown);
    append_note({layout_.content(), event, options_, style, sql_, buffer_});
}

void TimelineText::on_session_open(const events::SessionInfo& session, PacketTime) {
    buffer_.clear();
    append_endpoints(buffer_, session);
    layout_.headline(session.number, buffer_);
    output_.commit();
}

void TimelineText::on_message(const events::MessageEvent& event) {
    auto& shown = sessions_[event.session.number];
    if (!options_.every_row) {
        if (shown.run.ended_by(event)) end_run(event.session, shown);
        if (shown.run.fold(event)) return;
    }
    if (event.name() == MessageName::ReadyForQuery) describe(event.session, shown);

    begin_message(event.session, shown, event.direction, event.time,
                  dissectors::to_string(event.name()));
    if (is_diagnostic(event.name())) {
        write_diagnostic(event);
    } else {
        write_note(event, shown);
        const bool damaged = event.dissection.malformation != dissectors::v3::Malformation::none ||
                             event.missing_bytes > 0;
        layout_.end_line(damaged ? Paint::warning : Paint::plain);
    }
    if (event.exchange != nullptr) {
        if (event.name() == MessageName::Parse) shown.parsed_exchange = event.exchange->number;
        if (event.name() == MessageName::Bind) shown.bound_exchange = event.exchange->number;
    }
    output_.commit();
}

void TimelineText::on_exchange(const events::SessionInfo& session,
                               const events::Exchange& exchange) {
    // Every other outcome is told by the message that brings it.
    if (exchange.outcome != events::ExchangeOutcome::skipped &&
        exchange.outcome != events::ExchangeOutcome::unanswered)
        return;
    auto& shown = sessions_[session.number];
    end_run(session, shown);
    buffer_.clear();
    buffer_.append("#");
    append_number(buffer_, exchange.number);
    buffer_.append(exchange.outcome == events::ExchangeOutcome::skipped
                       ? " was skipped by the server after the error"
                       : " stays unanswered");
    layout_.detail({}, buffer_, Paint::warning);
    output_.commit();
}

void TimelineText::on_gap(const events::GapEvent& event) {
    auto& shown = sessions_[event.session.number];
    end_run(event.session, shown);
    begin_message(event.session, shown, event.direction, event.time, "(gap)");
    auto& content = layout_.content();
    append_byte_count(content, event.missing_bytes);
    content.append(" missing: ");
    content.append(event.reason);
    append_skipped(content, event.skipped_bytes);
    if (event.copy_bytes > 0) {
        content.append("; ");
        append_byte_count(content, event.copy_bytes);
        content.append(" of COPY data up to the next message");
    }
    layout_.end_line(Paint::warning);
    output_.commit();
}

void TimelineText::on_malformed(const events::MalformedEvent& event) {
    auto& shown = sessions_[event.session.number];
    end_run(event.session, shown);
    begin_message(event.session, shown, event.direction, event.time, "(malformed)");
    auto& content = layout_.content();
    content.append(event.reason);
    if (event.tag != 0) {
        content.append(": type byte ");
        append_escaped(content, {&event.tag, 1});
    }
    content.append(", length ");
    append_count(content, event.length_bytes);
    content.append(", at byte ");
    append_count(content, event.offset);
    content.append(" of the stream");
    append_skipped(content, event.skipped_bytes);
    layout_.end_line(Paint::error);
    output_.commit();
}

void TimelineText::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                                    PacketTime) {
    auto& shown = sessions_[session.number];
    end_run(session, shown);
    describe(session, shown);
    buffer_.clear();
    append_end(buffer_, session, end);
    layout_.headline(session.number, buffer_);
    sessions_.erase(session.number);
    output_.commit();
}

}  // namespace pgoscope::report
