#include <variant>

#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "analyzer/report/wording/authentication.h"
#include "dissectors/v2/dissect.h"

/// Fields of messages before protocol 3.0, where they differ from those of 3.0.
namespace pgoscope::report {
namespace {

namespace v2 = dissectors::v2;
namespace v3 = dissectors::v3;

void write_parameter(const FieldContext& context, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    auto& json = context.json;
    json.begin_object();
    json.text_member("name", name);
    json.text_member("value", context.sql.setting(name, value));
    json.end_object();
}

/// As the parameters of 3.0: what is empty was not given.
void write_old(const FieldContext& context, const v2::StartupPacket& message) {
    auto& json = context.json;
    context.buffer.clear();
    append_version(context.buffer, {message.major, message.minor});
    json.member("version", context.buffer);
    json.begin_array("parameters");
    write_parameter(context, "user", message.user);
    write_parameter(context, "database", message.database);
    write_parameter(context, "options", message.options);
    write_parameter(context, "execution_file", message.execution_file);
    write_parameter(context, "tty", message.tty);
    json.end_array();
}

void write_old(const FieldContext& context, const v2::PasswordPacket&) {
    fields::write(context, v3::PasswordMessage{});
}

void write_old(const FieldContext& context, const v2::FunctionCall& message) {
    context.json.member("function_oid", message.function_oid);
    // What an argument is, only the function tells.
    write_value_list(context, "arguments", message.arguments,
                     [](std::size_t) { return ValueKind{.format = 1}; });
}

void write_old(const FieldContext& context, const v2::RowDescription& message) {
    auto& json = context.json;
    json.begin_array("columns");
    for (const auto& column : message.columns) {
        json.begin_object();
        json.text_member("name", column.name);
        json.member("type_oid", column.type_oid);
        json.member("type", type_label(column.type_oid, context.buffer));
        json.member("type_size", column.type_size);
        if (column.type_modifier) json.member("type_modifier", *column.type_modifier);
        json.end_object();
    }
    json.end_array();
}

void write_old(const FieldContext& context, const v2::AsciiRow& message) {
    write_value_list(context, "columns", message.columns,
                     [](std::size_t) { return ValueKind{.format = 0}; });
}

void write_old(const FieldContext& context, const v2::BinaryRow& message) {
    write_value_list(context, "columns", message.columns,
                     [&](std::size_t index) { return column_kind(context.event, index); });
}

void write_old(const FieldContext& context, const v2::CursorResponse& message) {
    context.json.text_member("portal", context.sql.value(message.portal));
}

/// None of these has a body before 3.0.
void write_old(const FieldContext&, const v2::SCMCredential&) {}
void write_old(const FieldContext&, const v3::ReadyForQuery&) {}
void write_old(const FieldContext&, const v3::CopyResponse&) {}

template <class View>
void write_old(const FieldContext& context, const View& message) {
    fields::write(context, message);
}

}  // namespace

void write_v2_fields(const FieldContext& context, const v2::Dissection& dissection) {
    std::visit([&](const auto& message) { write_old(context, message); }, dissection.message);
}

}  // namespace pgoscope::report
