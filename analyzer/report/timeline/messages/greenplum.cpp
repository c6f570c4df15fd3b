#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/dialect_messages.h"
#include "analyzer/report/timeline/messages/note_parts.h"

namespace pgoscope::report::dialects {
namespace {

using notes::append_sql;
using notes::append_think_time;

/// Signed on the wire, though never below nought.
std::uint64_t rows(std::int64_t count) noexcept {
    return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

}  // namespace

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
    append_counted(context.out, message.relations.count(), "append-optimized table");
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

void write(const FieldContext& context, const greenplum::Dispatch& message) {
    auto& json = context.json;
    json.member("command_count", message.command_count);
    json.text_member(
        "query", context.sql.shown(message.query, context.event.session.reading, context.options));
    json.member("session_user_oid", message.session_user);
    json.member("outer_user_oid", message.outer_user);
    json.member("current_user_oid", message.current_user);
    json.member("root_slice", message.root_slice);
    json.member("query_tree_bytes", message.query_tree_length);
    json.member("plan_bytes", message.plan_length);
    json.member("parameters_bytes", message.parameters_length);
    json.member("descriptor_bytes", message.descriptor_length);
    json.member("transaction_bytes", message.transaction_length);
    json.member("flags", message.flags);
    json.begin_array("gangs");
    for (const auto& slice : message.slices)
        json.value(slice.gang);
    json.end_array();
}

void write(const FieldContext& context, const greenplum::DtxProtocolCommand& message) {
    context.json.member("command", message.command);
    context.json.text_member("logging", message.logging);
    context.json.text_member("gid", message.gid);
    context.json.member("context_bytes", message.context_length);
}

void write(const FieldContext& context, const greenplum::RejectedRows& message) {
    context.json.member("rejected", message.rejected);
    if (message.completed) context.json.member("completed", *message.completed);
}

void write(const FieldContext& context, const greenplum::AORowCounts& message) {
    auto& json = context.json;
    json.begin_array("relations");
    for (const auto& relation : message.relations) {
        json.begin_object();
        json.member("relation_oid", relation.relation);
        json.member("rows", relation.count);
        json.end_object();
    }
    json.end_array();
}

void write(const FieldContext& context, const greenplum::QEStatistics&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

void write(const FieldContext& context, const greenplum::QEStatus& message) {
    context.json.text_member("status", message.status);
    context.json.member("data_bytes", context.event.body_bytes_behind(message.status.size() + 1 +
                                                                      sizeof(std::uint32_t)));
}

void write(const FieldContext& context, const greenplum::QECount& message) {
    context.json.member("count", message.count);
}

void write(const FieldContext& context, const greenplum::WroteXlog& message) {
    context.json.member("wrote", message.wrote);
}

}  // namespace pgoscope::report::dialects
