#include <array>

#include "analyzer/report/timeline/timeline_text.h"
#include "analyzer/report/wording/error_fields.h"
#include "analyzer/report/wording/error_message.h"
#include "analyzer/stats/diagnostic_stats.h"
#include "dissectors/severity.h"

namespace pgoscope::report {
namespace {

/// Fields that have a line of their own below an error, in this order.
struct DetailLine {
    char code;
    std::string_view label;
};
constexpr std::array<DetailLine, 4> detail_lines{{
    {'D', "detail: "},
    {'H', "hint: "},
    {'q', "internal query: "},
    {'W', "where: "},
}};

}  // namespace

/// `ERROR 23505: duplicate key value ...`, then what belongs to it, then the annotation.
void TimelineText::write_diagnostic(const events::MessageEvent& event) {
    const bool error = event.name() != events::MessageName::NoticeResponse;
    const auto paint = error ? Paint::error : Paint::warning;
    auto& content = layout_.content();
    const auto* message = event.as<dissectors::v3::ErrorFields>();
    if (message != nullptr && message->old_style.empty()) {
        append_escaped(content, message->find('S').value_or(error ? "ERROR" : "NOTICE"));
        content.push_back(' ');
        append_escaped(content, message->find('C').value_or(""));
        content.append(": ");
        append_escaped(content, shown_message({*message, event.quoted}, options_));
        layout_.end_line(paint);
        write_diagnostic_details(event, paint);
        note_.clear();
        append_note({note_, event, options_, {}, sql_, buffer_});
        layout_.detail({}, note_, Paint::plain);
        return;
    }
    if (message != nullptr) {
        const auto severity = dissectors::severity_of(*message);
        append_escaped(content, severity.empty() ? (error ? "ERROR" : "NOTICE") : severity);
        content.append(": ");
    }
    append_note({content, event, options_, {}, sql_, buffer_});
    layout_.end_line(paint);
}

void TimelineText::write_diagnostic_details(const events::MessageEvent& event, Paint paint) {
    const auto* message = event.as<dissectors::v3::ErrorFields>();
    for (const auto& line : detail_lines) {
        const auto& info = error_field_infos[error_field_index(line.code)];
        if (!shown(info, options_)) continue;
        std::uint32_t place = 0;
        for (const auto& field : message->fields) {
            if (field.code == line.code) {
                layout_.detail(line.label,
                               shown_value(info, sql_, field.value, place, event.quoted, options_),
                               paint);
                break;
            }
            ++place;
        }
    }
}

}  // namespace pgoscope::report
