#include "analyzer/report/message_fields.h"

#include <variant>

namespace pgoscope::report {

void write_fields(const FieldContext& context) {
    std::visit([&](const auto& message) { fields::write(context, message); },
               context.event.dissection.message);
}

}  // namespace pgoscope::report
