#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/dialect_messages.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"

namespace pgoscope::report::dialects {
namespace {

constexpr std::string_view redacted = "redacted";
using notes::append_completion;

/// Rows and columns, each, that a line bears.
constexpr std::size_t most_in_a_line = 12;

}  // namespace

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

}  // namespace pgoscope::report::dialects
