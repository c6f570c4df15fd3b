#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "analyzer/report/wording/error_message.h"
#include "dissectors/dialect_messages.h"

/// The fields of what dialects add to protocol 3.0. Documentation there is none for most of them:
/// names are those of the systems' sources.
namespace pgoscope::report {
namespace {

namespace v3 = dissectors::v3;
namespace vibesql = dissectors::vibesql;
namespace redshift = dissectors::redshift;
namespace greenplum = dissectors::greenplum;
namespace yugabyte = dissectors::yugabyte;
namespace odyssey = dissectors::odyssey;

constexpr std::string_view redacted = "redacted";

void write(const FieldContext&, const v3::Unknown&) {}

// ---- VibeSQL ----

void write_id(const FieldContext& context, const vibesql::SubscriptionId& id) {
    const auto text = id.text();
    context.json.member("subscription", std::string_view{text.data(), text.size()});
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

// ---- Redshift ----

void write(const FieldContext& context, const redshift::Authentication& message) {
    auto& json = context.json;
    const bool digest = message.code == redshift::authentication_code::digest;
    json.member("code", message.code);
    json.member("method", digest ? "digest" : "idp");
    if (!digest) return;
    json.member("algorithm", message.algorithm);
    json.member("salt", redacted);
    json.member("server_nonce", redacted);
}

void write(const FieldContext& context, const redshift::DigestResponse&) {
    context.json.member("digest", redacted);
    context.json.member("client_nonce", redacted);
}

void write(const FieldContext& context, const redshift::IdpResponse&) {
    context.json.member("token", redacted);
}

void write(const FieldContext& context, const redshift::RowDescription& message) {
    auto& json = context.json;
    json.begin_array("columns");
    for (const auto& column : message.columns) {
        json.begin_object();
        write_column(context, column.base,
                     redshift_type_label(column.base.type_oid, context.buffer));
        json.text_member("schema", column.schema);
        json.text_member("table", column.table);
        json.text_member("column", column.column);
        json.text_member("catalog", column.catalog);
        json.member("nullable", column.nullable());
        json.member("autoincrement", column.autoincrement());
        json.member("read_only", column.read_only());
        json.member("searchable", column.searchable());
        json.end_object();
    }
    json.end_array();
}

// ---- Greenplum ----

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

// ---- YugabyteDB and Odyssey ----

void write(const FieldContext& context, const yugabyte::SetSessionParameter& message) {
    context.json.member("client_id", message.client_id);
}

void write(const FieldContext& context, const yugabyte::AuthPassthroughRequest& message) {
    context.json.member("client_bytes", message.client.size());
}

void write(const FieldContext& context, const yugabyte::FatalForLogicalConnection&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

void write(const FieldContext& context, const yugabyte::OidDetails&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

void write(const FieldContext& context, const odyssey::CompressionAck& message) {
    const auto algorithm = static_cast<char>(message.algorithm);
    context.json.text_member("algorithm", {&algorithm, 1});
}

}  // namespace

void write_dialect_fields(const FieldContext& context,
                          const dissectors::DialectDissection& dissection) {
    std::visit([&](const auto& message) { write(context, message); }, dissection.message);
}

}  // namespace pgoscope::report
