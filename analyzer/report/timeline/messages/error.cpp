#include <bitset>
#include <charconv>
#include <cstdint>
#include <optional>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/wording/error_fields.h"
#include "analyzer/report/wording/error_fields_json.h"
#include "analyzer/report/wording/error_message.h"
#include "analyzer/stats/diagnostic_stats.h"
#include "dissectors/severity.h"
#include "dissectors/tables/sqlstates.h"
#include "dissectors/v2/error_text.h"

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

namespace pgoscope::report {
namespace {

std::optional<std::uint32_t> number_of(std::string_view digits) noexcept {
    std::uint32_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return number;
}

void write_field(JsonWriter& json, SqlText& sql, const Options& options,
                 const QuotingMessage& message, const ErrorFieldInfo& info, std::string_view value,
                 std::uint32_t index) {
    const auto number = info.number ? number_of(value) : std::nullopt;
    if (number)
        json.member(info.name, *number);
    else if (info.code == 'M')
        json.text_member(info.name, shown_message(message, options));
    else
        json.text_member(info.name, shown_value(info, sql, value, index, message.quoted, options));
}

void write_old_style(JsonWriter& json, const Options& options, const QuotingMessage& message) {
    const auto error = dissectors::v2::read_error_text(message.fields.old_style);
    if (!error.severity.empty()) json.text_member("severity", error.severity);
    json.text_member("message", shown_message(message, options));
    if (error.position) json.member("position", *error.position);
}

/// Fields that no documentation names, and those sent a second time.
void write_others(JsonWriter& json, SqlText& sql, const Options& options,
                  const QuotingMessage& message) {
    std::bitset<error_field_infos.size() + 1> seen;
    bool begun = false;
    std::uint32_t place = 0;
    for (const auto& field : message.fields.fields) {
        const auto sent_at = place++;
        const auto index = error_field_index(field.code);
        const bool known = index < error_field_infos.size();
        if (known && !seen[index]) {
            seen.set(index);
            continue;
        }
        if (options.redact) continue;
        if (!begun) json.begin_array("others");
        begun = true;
        json.begin_object();
        json.text_member("code", {&field.code, 1});
        json.text_member("value",
                         sql.prose(without_quoted(field.value, sent_at, message.quoted, false)));
        json.end_object();
    }
    if (begun) json.end_array();
}

}  // namespace

void write_error_fields(JsonWriter& json, SqlText& sql, const Options& options,
                        const QuotingMessage& message) {
    if (!message.fields.old_style.empty()) write_old_style(json, options, message);

    std::bitset<error_field_infos.size()> seen;
    bool others = false;
    std::uint32_t place = 0;
    for (const auto& field : message.fields.fields) {
        const auto sent_at = place++;
        const auto index = error_field_index(field.code);
        if (index == error_field_infos.size() || seen[index]) {
            others = true;
            continue;
        }
        seen.set(index);
        const auto& info = error_field_infos[index];
        if (!shown(info, options)) continue;
        write_field(json, sql, options, message, info, field.value, sent_at);
        if (info.code != 'C') continue;
        if (const auto condition = dissectors::condition_name(field.value); !condition.empty())
            json.member("condition", condition);
        if (const auto name = dissectors::class_name(field.value); !name.empty())
            json.member("class", name);
    }
    if (others) write_others(json, sql, options, message);
}

void fields::write(const FieldContext& context, const v3::ErrorFields& message) {
    write_error_fields(context.json, context.sql, context.options, {message, context.event.quoted});
}

}  // namespace pgoscope::report
