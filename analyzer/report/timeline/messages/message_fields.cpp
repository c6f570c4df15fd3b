#include "analyzer/report/timeline/messages/message_fields.h"

#include <variant>

#include "analyzer/report/timeline/messages/copy_payload_report.h"

namespace pgoscope::report {

void write_fields(const FieldContext& context) {
    if (const auto* old = context.event.v2) {
        write_v2_fields(context, *old);
        return;
    }
    if (const auto* dialect = context.event.dialect) {
        write_dialect_fields(context, *dialect);
        return;
    }
    if (const auto* payload = context.event.payload) {
        write_payload_fields(context, *payload);
        return;
    }
    std::visit([&](const auto& message) { fields::write(context, message); },
               context.event.dissection.message);
}

}  // namespace pgoscope::report
