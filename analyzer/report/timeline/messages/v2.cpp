#include <algorithm>
#include <variant>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "analyzer/report/wording/authentication.h"
#include "dissectors/v2/dissect.h"

/// Annotations of messages before protocol 3.0, where they differ from those of 3.0.
namespace pgoscope::report {
namespace {

namespace v2 = dissectors::v2;
namespace v3 = dissectors::v3;

/// Columns that a line bears.
constexpr std::size_t most_columns = 12;

void write_old(const NoteContext& context, const v2::StartupPacket& message) {
    auto& out = context.out;
    out.append("opens database ");
    append_escaped(out,
                   context.sql.prose(message.database.empty() ? message.user : message.database));
    out.append(" as ");
    append_escaped(out, context.sql.prose(message.user));
    out.append(" with protocol ");
    append_version(out, {message.major, message.minor});
}

void write_old(const NoteContext& context, const v2::PasswordPacket&) {
    notes::write(context, v3::PasswordMessage{});
}

void write_old(const NoteContext& context, const v2::SCMCredential&) {
    context.out.append("lets the kernel tell who sends this");
}

void write_old(const NoteContext& context, const v2::FunctionCall& message) {
    context.out.append("calls function ");
    append_number(context.out, message.function_oid);
    context.out.append(" with ");
    append_counted(context.out, message.arguments.count(), "argument");
    notes::append_think_time(context);
}

void write_old(const NoteContext& context, const v3::Query& message) {
    if (context.event.end_probe) {
        context.out.append("empty query, which marks the end of the reply");
        return;
    }
    notes::write(context, message);
}

void write_old(const NoteContext& context, const v2::RowDescription& message) {
    auto& out = context.out;
    append_counted(out, message.columns.count(), "column");
    std::size_t index = 0;
    for (const auto& column : message.columns) {
        if (index == most_columns) {
            out.append(" ...");
            break;
        }
        out.append(index++ == 0 ? ": " : ", ");
        append_escaped(out, column.name);
        out.push_back(' ');
        out.append(type_label(column.type_oid, context.buffer));
    }
}

/// Of all values; of a row whose end is not at hand by what else it has: a letter, the bitmap that
/// tells which values there are, and a length before each of them.
std::uint64_t value_bytes(const events::MessageEvent& event,
                          const v2::LaidOutList<v2::RowLayout>& row) {
    std::uint64_t bytes = 0;
    if (!event.truncated) {
        for (const auto& value : row)
            bytes += value.bytes.size();
        return bytes;
    }
    std::uint64_t others = 1 + row.layout().present.size();
    for (std::uint32_t i = 0; i < row.count(); ++i)
        if (row.layout().has(i)) others += sizeof(std::uint32_t);
    return event.length_bytes - std::min<std::uint64_t>(event.length_bytes, others);
}

template <class Kind>
void append_row(const NoteContext& context, const dissectors::v2::LaidOutList<v2::RowLayout>& row,
                Kind kind_of) {
    auto& out = context.out;
    append_counted(out, row.count(), "column");
    out.append(", ");
    append_byte_count(out, value_bytes(context.event, row));
    if (!context.options.show_values) return;
    std::size_t index = 0;
    for (const auto& value : row) {
        out.append(index == 0 ? ": " : ", ");
        const auto* shape = context.event.shape;
        if (shape != nullptr && index < shape->size()) {
            append_escaped(out, (*shape)[index].name);
            out.append(" = ");
        }
        notes::append_value_note(context, value, kind_of(index));
        ++index;
    }
}

void write_old(const NoteContext& context, const v2::AsciiRow& message) {
    append_row(context, message.columns, [](std::size_t) { return ValueKind{.format = 0}; });
}

void write_old(const NoteContext& context, const v2::BinaryRow& message) {
    append_row(context, message.columns,
               [&](std::size_t index) { return column_kind(context.event, index); });
}

void write_old(const NoteContext& context, const v2::CursorResponse& message) {
    if (message.portal == "blank") {
        context.out.append("rows of the unnamed cursor follow");
        return;
    }
    context.out.append("rows of cursor ");
    append_escaped(context.out, context.sql.value(message.portal));
    context.out.append(" follow");
}

/// The status is not on the wire: tags and errors told it.
void write_old(const NoteContext& context, const v3::ReadyForQuery&) {
    notes::write(context, v3::ReadyForQuery{static_cast<char>(context.event.transaction)});
}

void write_old(const NoteContext& context, const v3::EmptyQueryResponse& message) {
    if (context.event.end_probe) {
        context.out.append("reply to the empty query: the reply before it has ended");
        return;
    }
    notes::write(context, message);
}

void write_old(const NoteContext& context, const v3::CopyResponse&) {
    const bool in = context.event.name() == dissectors::MessageName::CopyInResponse;
    context.out.append(in ? "the client may send rows" : "rows follow");
}

template <class View>
void write_old(const NoteContext& context, const View& message) {
    notes::write(context, message);
}

}  // namespace

void append_v2_note(const NoteContext& context, const v2::Dissection& dissection) {
    std::visit([&](const auto& message) { write_old(context, message); }, dissection.message);
}

}  // namespace pgoscope::report

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
