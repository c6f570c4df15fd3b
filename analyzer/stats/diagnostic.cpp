#include "analyzer/stats/diagnostic.h"

#include <algorithm>
#include <utility>

#include "analyzer/stats/bounded_text.h"
#include "dissectors/v2/error_text.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t name_bytes = 256;

/// Those of the message, told for the fields as they are kept.
events::QuotedValues quoted_in(const events::MessageEvent& event,
                               const dissectors::v3::ErrorFields& fields) {
    if (event.quoted == nullptr) return {};
    auto copy = *event.quoted;
    const auto* sent = event.as<dissectors::v3::ErrorFields>();
    if (sent == nullptr || sent->old_style.empty()) return copy;
    std::uint32_t message = 0;
    for (const auto& field : fields.fields) {
        if (field.code == 'M') break;
        ++message;
    }
    for (auto& value : copy.values)
        value.field = message;
    return copy;
}

/// Of a field that is kept as `text`, which ends in an ellipsis: what lies before that.
void cut_quoted(events::QuotedValues& quoted, std::uint32_t field, std::string_view text) {
    const auto kept = static_cast<std::uint32_t>(text.size() - ellipsis.size());
    for (auto& value : quoted.values) {
        if (value.field != field) continue;
        value.begin = std::min(value.begin, kept);
        value.end = std::min(value.end, kept);
    }
}

}  // namespace

dissectors::v3::ErrorFields Diagnostic::fields() const noexcept {
    return {.fields = {field_count, as_bytes(field_bytes)}, .old_style = {}};
}

std::string_view Diagnostic::field(char code) const noexcept {
    return fields().find(code).value_or(std::string_view{});
}

std::size_t Diagnostic::bytes() const noexcept {
    return sizeof(Diagnostic) + user.size() + database.size() + application_name.size() +
           field_bytes.size() + quoted.values.size() * sizeof(events::QuotedValue);
}

OldStyleFields::OldStyleFields(std::string_view text) {
    if (text.empty()) return;
    const auto error = dissectors::v2::read_error_text(text);
    if (!error.severity.empty()) add('S', error.severity);
    add('M', error.message);
    if (error.position) add('P', std::to_string(*error.position));
}

void OldStyleFields::add(char code, std::string_view value) {
    ++count_;
    bytes_ += code;
    bytes_ += value;
    bytes_ += '\0';
}

dissectors::v3::ErrorFields OldStyleFields::or_those(
    const dissectors::v3::ErrorFields& given) const noexcept {
    if (count_ == 0) return given;
    return {.fields = {count_, as_bytes(bytes_)}, .old_style = {}};
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
    auto quoted = quoted_in(event, fields);
    for (const auto& field : fields.fields) {
        if (copy.field_count == diagnostic_fields) {
            copy.truncated = true;
            break;
        }
        copy.truncated |= field.value.size() > diagnostic_field_bytes;
        ++copy.field_count;
        copy.field_bytes += field.code;
        const auto text = bounded_text(field.value, diagnostic_field_bytes);
        if (text.size() < field.value.size()) cut_quoted(quoted, copy.field_count - 1, text);
        copy.field_bytes += text;
        copy.field_bytes += '\0';
    }
    copy.quoted = std::move(quoted);
    copy.statement = event.failed_statement;
    copy.transaction = event.transaction;
    copy.since_cancel = event.since_cancel;
    return copy;
}

}  // namespace pgoscope::stats
