#include "analyzer/report/timeline/messages/annotate.h"

#include <variant>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/copy_payload_report.h"
#include "analyzer/report/timeline/messages/note_parts.h"

namespace pgoscope::report {
namespace {

/// What of the message is not at hand, or not as it should be.
void append_damage(const NoteContext& context, std::size_t begin) {
    const auto& event = context.event;
    auto& out = context.out;
    if (event.missing_bytes > 0) {
        notes::separate(out, begin);
        append_counted(out, event.missing_bytes, "byte");
        out.append(event.missing_bytes == 1 ? " of it is" : " of it are");
        out.append(" not in the capture");
    } else if (event.truncated) {
        notes::separate(out, begin);
        out.append("its end was not kept");
    }
    if (event.dissection.malformation != dissectors::v3::Malformation::none) {
        notes::separate(out, begin);
        out.append("malformed: ");
        out.append(dissectors::v3::to_string(event.dissection.malformation));
        out.append(" at byte ");
        append_number(out, event.dissection.offset);
    }
}

}  // namespace

void append_note(const NoteContext& context) {
    const auto begin = context.out.size();
    if (const auto* old = context.event.v2)
        append_v2_note(context, *old);
    else if (const auto* dialect = context.event.dialect)
        append_dialect_note(context, *dialect);
    else if (const auto* payload = context.event.payload)
        append_payload_note(context, *payload);
    else
        std::visit([&](const auto& message) { notes::write(context, message); },
                   context.event.dissection.message);
    append_damage(context, begin);
}

}  // namespace pgoscope::report
