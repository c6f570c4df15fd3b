#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/message_sizes.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "dissectors/command_tag.h"

namespace pgoscope::report::notes {
namespace {

void append_format(std::string& out, std::uint16_t format) {
    if (format == 2) {
        out.append("HyperBinary");
    } else if (format > 2) {
        out.append("format ");
        append_number(out, format);
    } else {
        out.append(format == 0 ? "text" : "binary");
    }
}

void append_row_values(const NoteContext& context, const v3::DataRow& message) {
    std::size_t index = 0;
    for (const auto& value : message.columns) {
        context.out.append(index == 0 ? ": " : ", ");
        const auto* shape = context.event.shape;
        if (shape != nullptr && index < shape->size()) {
            append_escaped(context.out, (*shape)[index].name);
            context.out.append(" = ");
        }
        append_value_note(context, value, column_kind(context.event, index));
        ++index;
    }
}

}  // namespace

void write(const NoteContext& context, const v3::CopyData& message) {
    append_byte_count(context.out, context.event.body_bytes());
    if (!context.options.show_values) return;
    context.out.append(": ");
    append_value_note(context, {.null = false, .bytes = message.data}, {});
}

void write(const NoteContext& context, const v3::CopyDone&) {
    context.out.append("all data is sent");
}

void write(const NoteContext& context, const v3::ParseComplete&) {
    if (context.event.statement != nullptr && !context.event.statement->name.empty()) {
        append_escaped(context.out, context.sql.value(context.event.statement->name));
        context.out.append(" is ");
    }
    context.out.append("prepared");
    append_completion(context);
}

void write(const NoteContext& context, const v3::BindComplete&) {
    context.out.append("bound");
    append_completion(context);
}

void write(const NoteContext& context, const v3::CloseComplete&) {
    context.out.append("closed");
    append_completion(context);
}

void write(const NoteContext& context, const v3::CommandComplete& message) {
    append_escaped(context.out, message.tag);
    if (const auto session = context.event.prepared_by; session != 0) {
        context.out.append(" of what session ");
        append_number(context.out, session);
        context.out.append(" prepared ");
        append_duration(context.out, context.event.since_prepared);
        context.out.append(" before");
    }
    append_completion(context);
}

void write(const NoteContext& context, const v3::CopyResponse& message) {
    using enum dissectors::MessageName;
    if (context.event.name() == CopyInResponse)
        context.out.append("the client may send rows");
    else if (context.event.name() == CopyOutResponse)
        context.out.append("rows follow");
    else
        context.out.append("both sides may send data");
    context.out.append(", ");
    append_format(context.out, message.overall_format);
    if (message.column_formats.count() > 0) {
        context.out.append(", ");
        append_counted(context.out, message.column_formats.count(), "column");
    }
}

void write(const NoteContext& context, const v3::DataRow& message) {
    append_counted(context.out, message.columns.count(), "column");
    context.out.append(", ");
    // All but type byte, length word, column count and the length word of each value.
    const std::uint64_t framing = 7 + std::uint64_t{4} * message.columns.count();
    const std::uint64_t length = context.event.length_bytes;
    append_byte_count(context.out, length > framing ? length - framing : 0);
    if (context.options.show_values) append_row_values(context, message);
}

void write(const NoteContext& context, const v3::EmptyQueryResponse&) {
    context.out.append("there was no SQL to run");
    append_completion(context);
}

void write(const NoteContext& context, const v3::FunctionCallResponse& message) {
    context.out.append("returns ");
    if (message.result.null)
        context.out.append("NULL");
    else
        append_byte_count(context.out, result_bytes(context.event, message));
    append_completion(context);
}

void write(const NoteContext& context, const v3::NoData&) {
    context.out.append("it returns no rows");
    append_completion(context);
}

void write(const NoteContext& context, const v3::NotificationResponse& message) {
    context.out.append("process ");
    append_number(context.out, message.process_id);
    context.out.append(" notifies ");
    append_escaped(context.out, context.sql.value(message.channel));
    if (message.payload.empty()) return;
    if (context.options.show_values) {
        context.out.append(": ");
        append_value_note(context, {.null = false, .bytes = as_bytes(message.payload)},
                          {.format = 0});
    } else {
        context.out.append(" with ");
        append_byte_count(context.out, payload_bytes(context.event, message));
    }
}

void write(const NoteContext& context, const v3::ParameterDescription& message) {
    append_counted(context.out, message.parameter_types.count(), "parameter");
    if (message.parameter_types.count() == 0) return;
    context.out.append(": ");
    append_types(context, message.parameter_types);
}

void write(const NoteContext& context, const v3::ParameterStatus& message) {
    append_escaped(context.out, message.name);
    context.out.append(" = ");
    append_escaped(
        context.out,
        context.sql.setting(message.name, without_quoted(message.value, 0, context.event.quoted,
                                                         context.options.redact)));
}

void write(const NoteContext& context, const v3::PortalSuspended&) {
    context.out.append("more rows are left");
    append_completion(context);
}

void write(const NoteContext& context, const v3::ReadyForQuery& message) {
    switch (message.status) {
        case 'I':
            context.out.append("idle");
            break;
        case 'T':
            context.out.append("in a transaction");
            break;
        case 'E':
            context.out.append("in a failed transaction");
            break;
        default:
            context.out.append("in a state that the protocol does not know");
    }
    append_completion(context);
}

void write(const NoteContext& context, const v3::RowDescription& message) {
    append_counted(context.out, message.columns.count(), "column");
    if (message.columns.count() > 0) context.out.append(": ");
    append_columns(context, message.columns);
    append_completion(context);
}

void write(const NoteContext& context, const v3::Unknown&) {
    context.out.append("no message has this type byte");
}

}  // namespace pgoscope::report::notes

namespace pgoscope::report {

void write_types(const FieldContext& context,
                 const dissectors::List<dissectors::v3::TypeOid>& types) {
    auto& json = context.json;
    json.begin_array("type_oids");
    for (const auto& type : types)
        json.value(type.oid);
    json.end_array();
    json.begin_array("types");
    for (const auto& type : types)
        json.value(type_label(type.oid, context.buffer));
    json.end_array();
}

void write_column(const FieldContext& context, const dissectors::v3::Column& column,
                  std::string_view type) {
    auto& json = context.json;
    json.text_member("name", column.name);
    json.member("table_oid", column.table_oid);
    json.member("attribute", column.attribute);
    json.member("type_oid", column.type_oid);
    json.member("type", type);
    json.member("type_size", column.type_size);
    json.member("type_modifier", column.type_modifier);
    json.key("format");
    write_format(json, column.format);
}

namespace fields {

void write(const FieldContext& context, const v3::CopyData& message) {
    context.json.member("data_bytes", context.event.body_bytes());
    if (context.options.show_values)
        context.json.text_member("data", context.sql.value(as_text(message.data)));
}

void write(const FieldContext& context, const v3::CommandComplete& message) {
    const auto tag = dissectors::read_command_tag(message.tag);
    context.json.text_member("tag", message.tag);
    context.json.text_member("command", tag.command);
    // More than a JSON number holds exactly no server counts; the tag still shows it.
    static constexpr std::uint64_t exact_in_json = std::uint64_t{1} << 53U;
    if (tag.rows && *tag.rows <= exact_in_json) context.json.member("rows", *tag.rows);
    if (context.event.prepared_by != 0)
        context.json.member("prepared_by_session", context.event.prepared_by);
}

void write(const FieldContext& context, const v3::CopyResponse& message) {
    context.json.key("overall_format");
    write_format(context.json, message.overall_format);
    context.json.member("columns", message.column_formats.count());
    write_formats(context.json, "column_formats", message.column_formats);
}

void write(const FieldContext& context, const v3::DataRow& message) {
    write_value_list(context, "columns", message.columns,
                     [&](std::size_t index) { return column_kind(context.event, index); });
}

void write(const FieldContext& context, const v3::FunctionCallResponse& message) {
    auto& json = context.json;
    if (message.result.null) {
        json.key("result").null();
        return;
    }
    json.member("result_bytes", result_bytes(context.event, message));
    if (!context.options.show_values) return;
    // Its format and type are the call's and the function's, which are not known here.
    context.buffer.clear();
    append_value(context.buffer, message.result.bytes, {}, converter_of(context.event));
    json.text_member("result", context.buffer);
}

void write(const FieldContext& context, const v3::NotificationResponse& message) {
    auto& json = context.json;
    json.member("process_id", message.process_id);
    json.text_member("channel", context.sql.value(message.channel));
    json.member("payload_bytes", payload_bytes(context.event, message));
    if (context.options.show_values)
        json.text_member("payload", context.sql.value(message.payload));
}

void write(const FieldContext& context, const v3::ParameterDescription& message) {
    write_types(context, message.parameter_types);
}

void write(const FieldContext& context, const v3::ParameterStatus& message) {
    context.json.text_member("name", message.name);
    context.json.text_member(
        "value",
        context.sql.setting(message.name, without_quoted(message.value, 0, context.event.quoted,
                                                         context.options.redact)));
}

void write(const FieldContext& context, const v3::ReadyForQuery& message) {
    context.json.text_member("status", {&message.status, 1});
}

void write(const FieldContext& context, const v3::RowDescription& message) {
    auto& json = context.json;
    json.begin_array("columns");
    for (const auto& column : message.columns) {
        json.begin_object();
        write_column(context, column, type_label(column.type_oid, context.buffer));
        json.end_object();
    }
    json.end_array();
}

void write(const FieldContext& context, const v3::Unknown&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

}  // namespace fields
}  // namespace pgoscope::report
