#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/value_lists.h"

namespace pgoscope::report::fields {
namespace {

/// What Close and Describe name.
void write_target(const FieldContext& context, char kind, std::string_view name) {
    if (kind == 'S')
        context.json.member("kind", "statement");
    else if (kind == 'P')
        context.json.member("kind", "portal");
    else
        context.json.text_member("kind", {&kind, 1});
    context.json.text_member("name", context.sql.value(name));
}

}  // namespace

void write(const FieldContext& context, const v3::Bind& message) {
    auto& json = context.json;
    json.text_member("portal", context.sql.value(message.portal));
    json.text_member("statement", context.sql.value(message.statement));
    write_formats(json, "parameter_formats", message.parameter_formats);
    const auto* shown = context.options.show_values ? context.event.statement : nullptr;
    write_value_list(context, "parameters", message.parameters,
                     ParameterKinds(shown, message.parameter_formats));
    if (context.options.show_values && context.event.statement != nullptr) {
        json.begin_array("types");
        for (const auto oid : context.event.statement->parameter_types)
            json.value(type_label(oid, context.buffer));
        json.end_array();
    }
    write_formats(json, "result_formats", message.result_formats);
}

void write(const FieldContext& context, const v3::Close& message) {
    write_target(context, message.kind, message.name);
}

void write(const FieldContext& context, const v3::Describe& message) {
    write_target(context, message.kind, message.name);
}

void write(const FieldContext& context, const v3::CopyFail& message) {
    context.json.text_member("message",
                             context.sql.prose(shown_reason(message.message, context.options)));
}

void write(const FieldContext& context, const v3::Execute& message) {
    context.json.text_member("portal", context.sql.value(message.portal));
    context.json.member("max_rows", message.max_rows);
}

void write(const FieldContext& context, const v3::FunctionCall& message) {
    auto& json = context.json;
    json.member("function_oid", message.function_oid);
    write_formats(json, "argument_formats", message.argument_formats);
    write_value_list(context, "arguments", message.arguments, [&](std::size_t index) {
        return ValueKind{.format = message.argument_formats.format_of(index)};
    });
    json.key("result_format");
    write_format(json, message.result_format);
}

void write(const FieldContext& context, const v3::Parse& message) {
    context.json.text_member("statement", context.sql.value(message.statement));
    context.json.text_member(
        "query", context.sql.shown(message.query, context.event.session.reading, context.options,
                                   context.event.executed, context.event.truncated));
    write_types(context, message.parameter_types);
}

void write(const FieldContext& context, const v3::Query& message) {
    context.json.text_member(
        "query", context.sql.shown(message.query, context.event.session.reading, context.options,
                                   context.event.executed, context.event.truncated));
}

}  // namespace pgoscope::report::fields
