#include "analyzer/stats/diagnostic.h"

#include "analyzer/stats/bounded_text.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t name_bytes = 256;

}  // namespace

std::string_view Diagnostic::field(char code) const noexcept {
    for (const auto& [name, value] : fields)
        if (name == code) return value;
    return {};
}

std::size_t Diagnostic::bytes() const noexcept {
    auto bytes = sizeof(Diagnostic) + user.size() + database.size() + application_name.size() +
                 old_style.size();
    for (const auto& [name, value] : fields)
        bytes += sizeof(fields.front()) + value.size();
    return bytes;
}

Diagnostic copy_diagnostic(const events::MessageEvent& event,
                           const dissectors::v3::ErrorFields& fields) {
    Diagnostic copy;
    copy.time = event.time;
    copy.session = event.session.number;
    copy.packet = event.packet;
    copy.exchange = event.exchange == nullptr ? 0 : event.exchange->number;
    copy.user = bounded_text(event.session.user, name_bytes);
    copy.database = bounded_text(event.session.database, name_bytes);
    copy.application_name = bounded_text(event.session.application_name, name_bytes);
    copy.truncated = event.truncated;
    for (const auto& field : fields.fields) {
        if (copy.fields.size() == diagnostic_fields) {
            copy.truncated = true;
            break;
        }
        copy.truncated |= field.value.size() > diagnostic_field_bytes;
        copy.fields.emplace_back(field.code, bounded_text(field.value, diagnostic_field_bytes));
    }
    copy.old_style = bounded_text(fields.old_style, diagnostic_field_bytes);
    copy.statement = event.failed_statement;
    copy.transaction = event.transaction;
    copy.since_cancel = event.since_cancel;
    return copy;
}

}  // namespace pgoscope::stats
