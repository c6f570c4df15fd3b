#include <utility>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/wording/error_message.h"
#include "dissectors/dialect_messages.h"

namespace pgoscope::report {
namespace {

namespace v3 = dissectors::v3;
namespace vibesql = dissectors::vibesql;
namespace redshift = dissectors::redshift;
namespace greenplum = dissectors::greenplum;
namespace yugabyte = dissectors::yugabyte;
namespace odyssey = dissectors::odyssey;
using notes::append_completion;
using notes::append_sql;
using notes::append_think_time;
using notes::append_value_note;

/// Rows and columns, each, that a line bears.
constexpr std::size_t most_in_a_line = 12;

void write(const NoteContext&, const v3::Unknown&) {}

// ---- VibeSQL ----

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

// ---- Redshift ----

void write(const NoteContext& context, const redshift::Authentication& message) {
    context.out.append(message.code == redshift::authentication_code::digest
                           ? "asks for a digest of the password"
                           : "asks for the token of an identity provider");
}

void write(const NoteContext& context, const redshift::DigestResponse&) {
    context.out.append("sends a digest of the password (redacted)");
}

void write(const NoteContext& context, const redshift::IdpResponse&) {
    context.out.append("sends the token of an identity provider (redacted)");
}

void write(const NoteContext& context, const redshift::RowDescription& message) {
    auto& out = context.out;
    append_counted(out, message.columns.count(), "column");
    std::size_t index = 0;
    for (const auto& column : message.columns) {
        if (index == most_in_a_line) {
            out.append(" ...");
            break;
        }
        out.append(index++ == 0 ? ": " : ", ");
        append_escaped(out, column.base.name);
        out.push_back(' ');
        out.append(redshift_type_label(column.base.type_oid, context.buffer));
        if (column.table.empty()) continue;
        out.append(" of ");
        append_escaped(out, column.table);
    }
    append_completion(context);
}

// ---- Greenplum ----

void write(const NoteContext& context, const greenplum::Dispatch& message) {
    context.out.append("dispatches ");
    append_sql(context, message.query, context.event.session.reading);
    context.out.append("; a plan of ");
    append_byte_count(context.out, message.plan_length);
    context.out.append(" in ");
    append_counted(context.out, message.slices.count(), "slice");
    append_think_time(context);
}

void write(const NoteContext& context, const greenplum::DtxProtocolCommand& message) {
    append_escaped(context.out, message.logging);
    context.out.append(" of ");
    append_escaped(context.out, message.gid);
    append_think_time(context);
}

/// Signed on the wire, though never below nought.
std::uint64_t rows(std::int64_t count) noexcept {
    return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

void write(const NoteContext& context, const greenplum::RejectedRows& message) {
    append_counted(context.out, rows(message.rejected), "row");
    context.out.append(" rejected");
    if (!message.completed) return;
    context.out.append(", ");
    append_number(context.out, rows(*message.completed));
    context.out.append(" taken");
}

void write(const NoteContext& context, const greenplum::AORowCounts& message) {
    context.out.append("rows added to ");
    append_counted(context.out, message.relations.count(), "append-optimised table");
}

void write(const NoteContext& context, const greenplum::QEStatistics&) {
    append_byte_count(context.out, context.event.body_bytes());
    context.out.append(" of statistics of the execution");
}

void write(const NoteContext& context, const greenplum::QEStatus& message) {
    append_escaped(context.out, message.status);
    context.out.append(", ");
    append_byte_count(context.out, context.event.body_bytes_behind(message.status.size() + 1 +
                                                                   sizeof(std::uint32_t)));
}

void write(const NoteContext& context, const greenplum::QECount& message) {
    append_counted(context.out, rows(message.count), "row");
}

void write(const NoteContext& context, const greenplum::WroteXlog& message) {
    context.out.append(message.wrote ? "the transaction wrote to the log of this segment"
                                     : "the transaction wrote nothing to the log of this segment");
}

// ---- YugabyteDB and Odyssey ----

void write(const NoteContext& context, const yugabyte::SetSessionParameter& message) {
    context.out.append("takes on the settings of client ");
    append_number(context.out, rows(message.client_id));
    append_think_time(context);
}

void write(const NoteContext& context, const yugabyte::AuthPassthroughRequest&) {
    context.out.append("has a client authenticated over this connection");
    append_think_time(context);
}

void write(const NoteContext& context, const yugabyte::FatalForLogicalConnection&) {
    context.out.append("the client is to go, this connection stays");
}

void write(const NoteContext& context, const yugabyte::OidDetails&) {
    context.out.append("OIDs of role and database, ");
    append_byte_count(context.out, context.event.body_bytes());
}

void write(const NoteContext& context, const odyssey::CompressionAck& message) {
    const auto algorithm = static_cast<char>(message.algorithm);
    context.out.append("the server agrees to compression ");
    append_escaped(context.out, {&algorithm, 1});
    context.out.append("; what follows cannot be read");
    append_completion(context);
}

}  // namespace

void append_dialect_note(const NoteContext& context,
                         const dissectors::DialectDissection& dissection) {
    std::visit([&](const auto& message) { write(context, message); }, dissection.message);
}

}  // namespace pgoscope::report
