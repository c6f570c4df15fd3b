#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"

namespace pgoscope::report::notes {
namespace {

void append_target(const NoteContext& context, char kind, std::string_view name) {
    const std::string_view what = kind == 'P' ? "portal" : "statement";
    if (!name.empty()) {
        context.out.append(what);
        context.out.push_back(' ');
    }
    append_name(context, what, name);
}

void append_unknown_statement(const NoteContext& context) {
    const auto* statement = context.event.statement;
    if (statement == nullptr || statement->known) return;
    context.out.append(context.event.session.startup_seen
                           ? "; its SQL is not known"
                           : "; it was prepared before the capture began");
    if (!statement->shape) return;
    context.out.append(" and returns ");
    append_columns(context, *statement->shape);
}

/// FETCH names its cursor, not what that runs.
void append_cursor_statement(const NoteContext& context) {
    const auto* portal = context.event.portal;
    if (portal == nullptr || !portal->statement || !portal->statement->known) return;
    context.out.append("; the cursor's statement: ");
    append_sql(context, portal->statement->sql, portal->statement->reading);
}

}  // namespace

void write(const NoteContext& context, const v3::Query& message) {
    auto& out = context.out;
    const auto begin = out.size();
    out.append("runs ");
    const auto sql_begin = out.size();
    append_sql(context, message.query, context.event.session.reading, context.event.executed,
               context.event.truncated);
    if (out.size() == sql_begin) {
        out.resize(begin);
        out.append("runs an empty query");
    }
    append_cursor_statement(context);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Parse& message) {
    context.out.append("prepares ");
    if (!message.statement.empty()) {
        append_escaped(context.out, context.sql.value(message.statement));
        context.out.append(": ");
    }
    append_sql(context, message.query, context.event.session.reading, context.event.executed,
               context.event.truncated);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Bind& message) {
    auto& out = context.out;
    out.append("binds ");
    append_counted(out, message.parameters.count(), "parameter");
    out.append(" to ");
    append_name(context, "statement", message.statement);
    if (!message.portal.empty()) {
        out.append(" as portal ");
        append_escaped(out, context.sql.value(message.portal));
    }
    append_parameters(context, message.parameter_formats, message.parameters);
    append_unknown_statement(context);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Describe& message) {
    context.out.append("asks for the columns of ");
    append_target(context, message.kind, message.name);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Execute& message) {
    auto& out = context.out;
    const auto* statement = context.event.statement;
    out.append("executes ");
    const bool of_statement = statement != nullptr && !statement->cursor;
    // The unnamed portal goes without saying where its statement is known.
    if (!of_statement || !message.portal.empty()) append_target(context, 'P', message.portal);
    if (of_statement) {
        if (!message.portal.empty()) out.append(" of ");
        append_name(context, "statement", statement->name);
    }
    if (statement != nullptr && statement->known && !context.style.omit_sql) {
        out.append(": ");
        append_sql(context, statement->sql, statement->reading, statement->executed,
                   statement->sql.size() >= events::longest_kept_sql);
    }
    if (context.event.portal != nullptr && !context.style.omit_parameters) {
        const auto bound = bound_parameters(*context.event.portal);
        append_parameters(context, bound.formats, bound.values);
    }
    if (message.max_rows > 0) {
        out.append("; at most ");
        append_counted(out, message.max_rows, "row");
    }
    if (statement == nullptr)
        out.append(context.event.session.startup_seen
                       ? "; its SQL is not visible"
                       : "; its SQL is not visible, it was bound before the capture began");
    append_unknown_statement(context);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Close& message) {
    context.out.append("closes ");
    append_target(context, message.kind, message.name);
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Sync&) {
    context.out.append("ends the request");
    append_think_time(context);
}

void write(const NoteContext& context, const v3::Flush&) {
    context.out.append("asks for the replies so far");
}

void write(const NoteContext& context, const v3::Terminate&) {
    context.out.append("ends the session");
}

void write(const NoteContext& context, const v3::CopyFail& message) {
    context.out.append("breaks the COPY off: ");
    append_escaped(context.out, context.sql.prose(shown_reason(message.message, context.options)));
}

void write(const NoteContext& context, const v3::FunctionCall& message) {
    context.out.append("calls function ");
    append_number(context.out, message.function_oid);
    context.out.append(" with ");
    append_counted(context.out, message.arguments.count(), "argument");
    if (context.options.show_values) {
        std::size_t index = 0;
        for (const auto& argument : message.arguments) {
            context.out.append(index == 0 ? ": " : ", ");
            append_value_note(context, argument,
                              {.format = message.argument_formats.format_of(index)});
            ++index;
        }
    }
    append_think_time(context);
}

}  // namespace pgoscope::report::notes

namespace pgoscope::report::fields {
namespace {

/// Writes the kind and the name of the statement or portal that Close and Describe name.
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
