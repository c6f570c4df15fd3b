#include "analyzer/report/timeline/timeline_layout.h"

#include <algorithm>

#include "analyzer/report/text/utc.h"

namespace pgoscope::report {
namespace {

constexpr std::size_t session_columns = 4;
constexpr std::size_t time_columns = 15;  // 10:21:16.775123
constexpr std::size_t content_column = session_columns + 2 + time_columns + 2 + 2 + 2;
/// Content is not cut to less, however narrow the terminal.
constexpr std::size_t least_content = 24;

constexpr Nanoseconds silence = 1'000'000'000;
constexpr Nanoseconds day = 86'400 * silence;

void append_right(std::string& out, std::size_t columns, std::string_view text) {
    if (text.size() < columns) out.append(columns - text.size(), ' ');
    out.append(text);
}

}  // namespace

std::size_t TimelineLayout::content_columns() const noexcept {
    if (style_.width == 0) return 0;
    const std::size_t width = style_.width;
    return std::max(width > content_column ? width - content_column : 0, least_content);
}

void TimelineLayout::begin_line(std::uint64_t session, SessionClock& clock, PacketTime time,
                                std::string_view arrow, Paint arrow_paint) {
    write_date(time);
    write_session(session);
    out_.append("  ");
    write_time(clock, session == last_session_, time);
    out_.append("  ");
    append_painted(out_, style_, arrow_paint, arrow);
    out_.append("  ");
    content_.clear();
    last_session_ = session;
    clock = {.last_time = time, .any_line = true};
}

void TimelineLayout::end_line(Paint paint) {
    if (const auto columns = content_columns(); columns > 0) cut_to_width(content_, 0, columns);
    while (!content_.empty() && content_.back() == ' ')
        content_.pop_back();
    append_painted(out_, style_, paint, content_);
    out_.push_back('\n');
}

void TimelineLayout::detail(std::string_view label, std::string_view text, Paint paint) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        content_.assign(content_column, ' ');
        content_.append(label);
        append_escaped(content_, line);
        append_painted(out_, style_, paint, content_);
        out_.push_back('\n');
        label = "    ";
    }
}

void TimelineLayout::headline(std::uint64_t session, std::string_view text) {
    cell_.clear();
    cell_.append("session ");
    append_number(cell_, session);
    cell_.append("  ");
    cell_.append(text);
    append_painted(out_, style_, Paint::header, cell_);
    out_.push_back('\n');
}

void TimelineLayout::write_date(PacketTime time) {
    if (any_day_ && time >= day_begin_ && time - day_begin_ < day) return;
    any_day_ = true;
    const auto into_day = time % day;
    day_begin_ = time - (into_day < 0 ? into_day + day : into_day);
    cell_.clear();
    append_date(cell_, time);
    cell_.append(" UTC");
    append_painted(out_, style_, Paint::dim, cell_);
    out_.push_back('\n');
}

void TimelineLayout::write_session(std::uint64_t session) {
    cell_.clear();
    append_number(cell_, session);
    out_.append(sequence(style_, Paint::dim));
    append_right(out_, session_columns, cell_);
    out_.append(sequence(style_, Paint::plain));
}

void TimelineLayout::write_time(const SessionClock& clock, bool same_session, PacketTime time) {
    cell_.clear();
    const auto pause = time - clock.last_time;
    if (same_session && clock.any_line && pause >= 0 && pause < silence) {
        cell_.push_back('+');
        append_milliseconds(cell_, pause);
    } else {
        append_time_of_day(cell_, time);
    }
    append_right(out_, time_columns, cell_);
}

}  // namespace pgoscope::report
