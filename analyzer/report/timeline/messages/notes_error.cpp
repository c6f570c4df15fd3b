#include <cstdint>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/wording/error_fields.h"
#include "analyzer/report/wording/error_message.h"
#include "analyzer/stats/diagnostic_stats.h"
#include "dissectors/severity.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report::notes {
namespace {

/// The condition's name; the class's, or the code itself, where there is none.
void append_condition(const NoteContext& context, std::string_view sqlstate) {
    const auto condition = dissectors::condition_name(sqlstate);
    const auto name = condition.empty() ? dissectors::class_name(sqlstate) : condition;
    if (name.empty())
        append_escaped(context.out, sqlstate);
    else
        context.out.append(name);
}

/// ` on t.acct.acct_name_key`: the object that the fields name.
void append_object(const NoteContext& context, const v3::ErrorFields& message) {
    bool first = true;
    for (const char code : {'s', 't', 'c', 'd', 'n'}) {
        std::uint32_t place = 0;
        for (const auto& field : message.fields) {
            if (field.code == code) {
                if (field.value.empty()) break;
                context.out.append(first ? " on " : ".");
                first = false;
                const auto& info = error_field_infos[error_field_index(code)];
                append_escaped(context.out, shown_value(info, context.sql, field.value, place,
                                                        context.event.quoted, context.options));
                break;
            }
            ++place;
        }
    }
}

void append_consequence(const NoteContext& context, const v3::ErrorFields& message) {
    const auto severity = dissectors::severity_of(message);
    if (context.event.session.never_opened)
        context.out.append("; the session never opened");
    else if (severity == "FATAL" || severity == "PANIC")
        context.out.append("; the session ends");
    else if (context.event.transaction == events::TransactionStatus::failed)
        context.out.append("; the transaction is now failed");
}

}  // namespace

void write(const NoteContext& context, const v3::ErrorFields& message) {
    if (message.old_style.empty()) {
        append_condition(context, message.find('C').value_or("no SQLSTATE"));
        append_object(context, message);
    } else {
        append_escaped(context.out,
                       shown_message({message, context.event.quoted}, context.options));
    }
    if (context.event.name() == dissectors::MessageName::NoticeResponse) return;
    append_consequence(context, message);
    if (const auto since = context.event.since_cancel) {
        context.out.append("; canceled ");
        append_duration(context.out, *since);
        context.out.append(" after the CancelRequest");
    }
    append_completion(context, "ends");
}

}  // namespace pgoscope::report::notes
