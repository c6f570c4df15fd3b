#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/message_sizes.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "dissectors/command_tag.h"

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
