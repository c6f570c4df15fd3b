#include "analyzer/report/documents/errors_json.h"

#include "analyzer/report/sections/errors_ranking.h"
#include "analyzer/report/sections/report_parts_json.h"
#include "analyzer/report/wording/error_fields.h"
#include "analyzer/report/wording/error_fields_json.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report {
namespace {

constexpr std::size_t most_statements = 10;

std::string_view to_text(events::TransactionStatus status) noexcept {
    switch (status) {
        case events::TransactionStatus::idle:
            return "idle";
        case events::TransactionStatus::in_transaction:
            return "in_transaction";
        case events::TransactionStatus::failed:
            return "failed";
        case events::TransactionStatus::unknown:
            break;
    }
    return {};
}

void write_known(JsonWriter& json, std::string_view key, std::string_view text) {
    if (!text.empty()) json.text_member(key, text);
}

void write_diagnostic(DocumentJson& out, const stats::Diagnostic& diagnostic) {
    auto& json = out.json();
    json.begin_object();
    json.time_member("time", diagnostic.time);
    json.member("session", diagnostic.session);
    json.member("packet", diagnostic.packet);
    if (diagnostic.exchange != 0) json.member("exchange", diagnostic.exchange);
    write_known(json, "user", diagnostic.user);
    write_known(json, "database", diagnostic.database);
    write_known(json, "application_name", diagnostic.application_name);
    write_statement(json, diagnostic.statement);
    write_known(json, "transaction", to_text(diagnostic.transaction));
    if (diagnostic.since_cancel) json.member("since_cancel_ns", *diagnostic.since_cancel);
    if (diagnostic.truncated) json.member("truncated", true);
    const auto fields = diagnostic.fields();
    json.begin_object("fields");
    write_error_fields(json, out.sql(), out.document().options, {fields, &diagnostic.quoted});
    json.end_object();
    json.end_object();
    out.commit();
}

/// How often each field was there; those that no documentation names together.
void write_field_counts(JsonWriter& json, const stats::SqlStateStats& stats) {
    json.begin_object("fields");
    std::uint64_t others = 0;
    for (const auto count : stats.field_counts)
        others += count;
    for (const auto& field : error_field_infos) {
        const auto count = stats.field_counts[static_cast<unsigned char>(field.code)];
        others -= count;
        if (count > 0) json.member(field.name, count);
    }
    if (others > 0) json.member("others", others);
    json.end_object();
}

void write_sqlstate(DocumentJson& out, const RankedSqlState& entry) {
    auto& json = out.json();
    json.begin_object();
    write_known(json, "sqlstate", entry.sqlstate);
    if (const auto name = dissectors::condition_name(entry.sqlstate); !name.empty())
        json.member("name", name);
    if (entry.sqlstate.size() == 5) json.text_member("class", entry.sqlstate.substr(0, 2));
    json.text_member("severity", entry.severity);
    write_counts(json, "severities", entry.stats->severities);
    json.member("count", entry.stats->count);
    write_field_counts(json, *entry.stats);
    json.begin_array("statements");
    auto statements = ranked_statements(*entry.stats);
    if (statements.size() > most_statements) statements.resize(most_statements);
    for (const auto& [statement, count] : statements) {
        json.begin_object();
        write_statement(json, statement);
        json.member("count", count);
        json.end_object();
    }
    json.end_array();
    json.begin_array("samples");
    for (const auto& sample : entry.stats->samples)
        write_diagnostic(out, sample);
    json.end_array();
    json.end_object();
    out.commit();
}

void write_classes(JsonWriter& json, const stats::DiagnosticStats& diagnostics) {
    json.begin_array("by_class");
    for (const auto& entry : ranked_classes(diagnostics)) {
        json.begin_object();
        json.text_member("class", entry.code);
        if (const auto name = dissectors::class_name(entry.code); !name.empty())
            json.member("name", name);
        json.member("count", entry.count);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_diagnostics(DocumentJson& out, std::string_view key,
                       const stats::DiagnosticStats& diagnostics) {
    auto& json = out.json();
    json.begin_object(key);
    json.member("total", diagnostics.total());
    write_counts(json, "by_severity", diagnostics.by_severity());
    write_classes(json, diagnostics);
    json.begin_array("by_sqlstate");
    for (const auto& entry : ranked_sqlstates(diagnostics))
        write_sqlstate(out, entry);
    json.end_array();
    json.end_object();
}

void write_errors_json(Output& output, const Document& document) {
    JsonWriter json(output.buffer(), JsonWriter::Layout::indented);
    DocumentJson out(output, document, json);
    out.begin("pgoscope.errors/1");
    write_capture(out);
    write_diagnostics(out, "errors", document.stats.errors());
    write_diagnostics(out, "notices", document.stats.notices());
    out.json().begin_array("events");
    for (const auto& error : document.stats.error_log())
        write_diagnostic(out, error);
    out.json().end_array();
    out.json().member("events_left_out", document.stats.errors_not_logged());
    out.end();
    json.end_line();
}

}  // namespace pgoscope::report
