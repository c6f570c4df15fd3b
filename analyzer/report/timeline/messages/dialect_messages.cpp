#include "analyzer/report/timeline/messages/dialect_messages.h"

#include <variant>

namespace pgoscope::report {
namespace {

/// A message that the system's sources do not name.
template <class Context>
struct Write {
    const Context& context;

    void operator()(const dissectors::v3::Unknown&) const {}
    template <class Message>
    void operator()(const Message& message) const {
        dialects::write(context, message);
    }
};

}  // namespace

void append_dialect_note(const NoteContext& context,
                         const dissectors::DialectDissection& dissection) {
    std::visit(Write<NoteContext>{context}, dissection.message);
}

void write_dialect_fields(const FieldContext& context,
                          const dissectors::DialectDissection& dissection) {
    std::visit(Write<FieldContext>{context}, dissection.message);
}

}  // namespace pgoscope::report
