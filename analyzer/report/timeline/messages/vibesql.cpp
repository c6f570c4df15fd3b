#include <utility>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/dialect_messages.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "analyzer/report/wording/error_message.h"

namespace pgoscope::report::dialects {
namespace {

namespace v3 = dissectors::v3;
using notes::append_completion;
using notes::append_sql;
using notes::append_think_time;
using notes::append_value_note;

/// Rows and columns, each, that a line bears.
constexpr std::size_t most_in_a_line = 12;

void append_id(const NoteContext& context, const vibesql::SubscriptionId& id) {
    static constexpr std::size_t enough_to_tell_apart = 8;
    const auto text = id.text();
    context.out.append("subscription ").append(text.data(), enough_to_tell_apart);
}

void append_parameters(const NoteContext& context, const vibesql::Subscribe& message) {
    if (!context.options.show_values) return;
    std::size_t index = 0;
    for (const auto& value : message.parameters) {
        context.out.append(index == 0 ? "; $" : ", $");
        append_number(context.out, ++index);
        context.out.append(" = ");
        append_value_note(context, value, {.format = 0});
    }
}

std::string_view what_happened(vibesql::UpdateType type) noexcept {
    switch (type) {
        case vibesql::UpdateType::full:
            return "the whole result, ";
        case vibesql::UpdateType::delta_insert:
            return "inserted, ";
        case vibesql::UpdateType::delta_update:
            return "updated, ";
        case vibesql::UpdateType::delta_delete:
            return "deleted, ";
        case vibesql::UpdateType::selective_update:
            return "changed columns of ";
    }
    return "";
}

void append_update(const NoteContext& context, const vibesql::SubscriptionId& id,
                   vibesql::UpdateType type, std::uint32_t rows) {
    append_id(context, id);
    context.out.append(": ").append(what_happened(type));
    append_counted(context.out, rows, "row");
}

void append_value_of_row(const NoteContext& context, const v3::Value& value) {
    append_value_note(context, {.null = vibesql::is_null(value), .bytes = value.bytes},
                      {.format = 0});
}

void append_row(const NoteContext& context, const vibesql::Row& row) {
    bool first = true;
    for (const auto& value : row.columns) {
        if (!std::exchange(first, false)) context.out.append(", ");
        append_value_of_row(context, value);
    }
}

/// `#1 = 10, #9 = shipped`: names of columns are never told.
void append_row(const NoteContext& context, const vibesql::PartialRow& row) {
    std::size_t column = 0;
    bool first = true;
    for (const auto& value : row.values) {
        while (!row.has(column))
            ++column;
        context.out.append(std::exchange(first, false) ? "#" : ", #");
        append_number(context.out, ++column);
        context.out.append(" = ");
        append_value_of_row(context, value);
    }
}

template <class Row>
void append_rows(const NoteContext& context, const dissectors::List<Row>& rows) {
    if (!context.options.show_values) return;
    std::size_t index = 0;
    for (const auto& row : rows) {
        if (index == most_in_a_line) {
            context.out.append(" ...");
            return;
        }
        context.out.append(index++ == 0 ? ": (" : ", (");
        append_row(context, row);
        context.out.push_back(')');
    }
}

void write_id(const FieldContext& context, const vibesql::SubscriptionId& id) {
    const auto text = id.text();
    context.json.member("subscription", std::string_view{text.data(), text.size()});
}

/// Values of each row as `values`, and where one of them is not UTF-8, all again as `values_b64`.
template <class Row, class ValuesOf>
void write_rows(const FieldContext& context, const dissectors::List<Row>& rows,
                ValuesOf values_of) {
    auto& json = context.json;
    const auto write_all = [&](std::string_view key, auto write_value) {
        json.begin_array(key);
        for (const auto& row : rows) {
            json.begin_array();
            for (const auto& value : values_of(row))
                vibesql::is_null(value) ? void(json.null()) : write_value(value.bytes);
            json.end_array();
        }
        json.end_array();
    };
    bool utf8 = true;
    write_all("values", [&](Bytes bytes) {
        utf8 = json.text_value(context.sql.value(as_text(bytes))) && utf8;
    });
    if (!utf8)
        write_all("values_b64", [&](Bytes bytes) {
            json.base64_value(as_bytes(context.sql.value(as_text(bytes))));
        });
}

}  // namespace

void write(const NoteContext& context, const vibesql::Subscribe& message) {
    context.out.append("to the result of ");
    append_sql(context, message.query, context.event.session.reading);
    append_parameters(context, message);
    if (message.filter) {
        context.out.append("; only where ");
        append_sql(context, *message.filter, context.event.session.reading);
    }
    if (message.selective_updates) context.out.append("; changed columns alone will do");
    append_think_time(context);
}

void write(const NoteContext& context, const vibesql::Unsubscribe& message) {
    context.out.append("ends ");
    append_id(context, message.id);
}

void write(const NoteContext& context, const vibesql::SubscriptionPause& message) {
    append_id(context, message.id);
    context.out.append(" is to say nothing for a while");
}

void write(const NoteContext& context, const vibesql::SubscriptionResume& message) {
    append_id(context, message.id);
    context.out.append(" is to go on");
}

void write(const NoteContext& context, const vibesql::SubscriptionData& message) {
    append_update(context, message.id, message.update_type, message.rows.count());
    append_rows(context, message.rows);
    append_completion(context);
}

void write(const NoteContext& context, const vibesql::SubscriptionPartialData& message) {
    append_update(context, message.id, message.update_type, message.rows.count());
    append_rows(context, message.rows);
}

void write(const NoteContext& context, const vibesql::SubscriptionError& message) {
    if (message.id == vibesql::SubscriptionId{})
        context.out.append("no subscription");
    else
        append_id(context, message.id);
    context.out.append(": ");
    const v3::ErrorFields error{.fields = {}, .old_style = message.message};
    append_escaped(context.out, shown_message({error, context.event.quoted}, context.options));
    append_completion(context, "ends");
}

void write(const NoteContext& context, const vibesql::SubscriptionAck& message) {
    append_id(context, message.id);
    context.out.append(" watches ");
    append_counted(context.out, message.table_count, "table");
}

void write(const FieldContext& context, const vibesql::Subscribe& message) {
    auto& json = context.json;
    json.text_member(
        "query", context.sql.shown(message.query, context.event.session.reading, context.options));
    write_value_list(context, "parameters", message.parameters,
                     [](std::size_t) { return ValueKind{.format = 0}; });
    if (message.filter)
        json.text_member("filter", context.sql.shown(*message.filter, context.event.session.reading,
                                                     context.options));
    if (!message.selective_updates) return;
    const auto& terms = *message.selective_updates;
    json.begin_object("selective_updates");
    if (terms.enabled) json.member("enabled", *terms.enabled);
    if (terms.min_changed_columns) json.member("min_changed_columns", *terms.min_changed_columns);
    if (terms.max_changed_columns_ratio)
        json.member("max_changed_columns_ratio", *terms.max_changed_columns_ratio);
    json.end_object();
}

void write(const FieldContext& context, const vibesql::Unsubscribe& message) {
    write_id(context, message.id);
}

void write(const FieldContext& context, const vibesql::SubscriptionPause& message) {
    write_id(context, message.id);
}

void write(const FieldContext& context, const vibesql::SubscriptionResume& message) {
    write_id(context, message.id);
}

void write(const FieldContext& context, const vibesql::SubscriptionData& message) {
    write_id(context, message.id);
    context.json.member("update_type", vibesql::to_string(message.update_type));
    context.json.member("rows", message.rows.count());
    if (context.options.show_values)
        write_rows(context, message.rows, [](const vibesql::Row& row) { return row.columns; });
}

void write(const FieldContext& context, const vibesql::SubscriptionPartialData& message) {
    auto& json = context.json;
    write_id(context, message.id);
    json.member("update_type", vibesql::to_string(message.update_type));
    json.member("rows", message.rows.count());
    json.begin_array("columns");
    for (const auto& row : message.rows) {
        json.begin_array();
        for (std::size_t column = 0; column < row.total_columns; ++column)
            if (row.has(column)) json.value(column + 1);
        json.end_array();
    }
    json.end_array();
    if (context.options.show_values)
        write_rows(context, message.rows,
                   [](const vibesql::PartialRow& row) { return row.values; });
}

void write(const FieldContext& context, const vibesql::SubscriptionError& message) {
    write_id(context, message.id);
    const v3::ErrorFields error{.fields = {}, .old_style = message.message};
    context.json.text_member("message",
                             shown_message({error, context.event.quoted}, context.options));
}

void write(const FieldContext& context, const vibesql::SubscriptionAck& message) {
    write_id(context, message.id);
    context.json.member("tables", message.table_count);
}

}  // namespace pgoscope::report::dialects
