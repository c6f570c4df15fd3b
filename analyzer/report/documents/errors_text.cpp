#include "analyzer/report/documents/errors_text.h"

#include "analyzer/report/sections/errors_ranking.h"
#include "analyzer/report/sections/report_parts_text.h"
#include "analyzer/report/text/sql_text.h"
#include "analyzer/report/text/utc.h"
#include "analyzer/report/wording/error_fields.h"
#include "analyzer/report/wording/error_message.h"
#include "dissectors/severity.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report {
namespace {

Paint paint_of(std::string_view severity) noexcept {
    if (severity == "ERROR" || severity == "FATAL" || severity == "PANIC") return Paint::error;
    return severity == "WARNING" ? Paint::warning : Paint::plain;
}

std::string condition_of(std::string_view sqlstate) {
    if (const auto condition = dissectors::condition_name(sqlstate); !condition.empty())
        return std::string(condition);
    return std::string(dissectors::class_name(sqlstate));
}

std::string message_of(const stats::Diagnostic& diagnostic, const Options& options) {
    const auto fields = diagnostic.fields();
    return escape_controls(shown_message({fields, &diagnostic.quoted}, options));
}

/// Fields that the first line of an error does not tell.
bool is_detail(char code) noexcept {
    return code != 'S' && code != 'V' && code != 'C' && code != 'M';
}

void write_field(Page& page, SqlText& sql, const stats::Diagnostic& diagnostic,
                 const dissectors::v3::ErrorField& field, std::uint32_t place) {
    const auto index = error_field_index(field.code);
    const auto& options = page.document().options;
    const bool known = index < error_field_infos.size();
    if (known ? !shown(error_field_infos[index], options) : options.redact) return;
    const auto name = known ? error_field_infos[index].name : std::string_view(&field.code, 1);
    const auto value =
        known
            ? shown_value(error_field_infos[index], sql, field.value, place, &diagnostic.quoted,
                          options)
            : std::string(sql.prose(without_quoted(field.value, place, &diagnostic.quoted, false)));
    auto& out = page.buffer();
    out.append(6, ' ');
    const auto begin = out.size();
    append_escaped(out, name);
    pad_to(out, begin, 12);
    out.append(" ");
    append_escaped(out, value);
    if (page.style().width > 6) cut_to_width(out, begin, page.style().width - 6);
    out.push_back('\n');
}

void write_event(Page& page, SqlText& sql, const stats::Diagnostic& error) {
    auto& out = page.buffer();
    const auto fields = error.fields();
    auto severity = dissectors::severity_of(fields);
    if (severity.empty()) severity = "ERROR";
    out.append("\n  ");
    append_date(out, error.time);
    out.push_back(' ');
    append_time_of_day(out, error.time);
    out.append("  session ").append(std::to_string(error.session));
    if (error.exchange != 0) out.append(" #").append(std::to_string(error.exchange));
    if (!error.user.empty()) {
        out.append("  ");
        append_escaped(out, error.user);
        out.push_back('@');
        append_escaped(out, error.database);
    }
    out.append("\n    ");
    append_painted(out, page.style(), paint_of(severity), escape_controls(severity));
    const auto sqlstate = error.field('C');
    if (!sqlstate.empty()) out.push_back(' ');
    append_escaped(out, sqlstate);
    if (const auto condition = condition_of(sqlstate); !condition.empty())
        out.append(" ").append(condition);
    out.append(": ").append(message_of(error, page.document().options)).append("\n");
    std::uint32_t place = 0;
    for (const auto& field : fields.fields) {
        if (is_detail(field.code)) write_field(page, sql, error, field, place);
        ++place;
    }
    if (error.since_cancel)
        out.append("      canceled     ")
            .append(format_duration(*error.since_cancel))
            .append(" after the CancelRequest\n");
    if (error.statement == nullptr) {
        page.commit();
        return;
    }
    auto line = statement_line(error.statement);
    if (page.style().width > 6) cut_to_width(line, 0, page.style().width - 6);
    out.append(6, ' ');
    append_painted(out, page.style(), Paint::frontend, line);
    out.push_back('\n');
    page.commit();
}

}  // namespace

void write_sqlstate_table(Page& page, std::string_view heading,
                          const stats::DiagnosticStats& diagnostics) {
    if (diagnostics.total() == 0) return;
    page.heading(std::string(heading) + " by SQLSTATE");
    Table table({{"count"},
                 {"severity", Table::Align::left},
                 {"SQLSTATE", Table::Align::left},
                 {"condition", Table::Align::left, 1},
                 {"first message", Table::Align::left}});
    const auto ranked = ranked_sqlstates(diagnostics);
    const auto shown = shown_of(ranked.size(), page.document().options);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& entry = ranked[i];
        const auto& samples = entry.stats->samples;
        table.add({format_count(entry.stats->count),
                   {escape_controls(entry.severity), paint_of(entry.severity)},
                   entry.sqlstate.empty() ? "-" : escape_controls(entry.sqlstate),
                   condition_of(entry.sqlstate),
                   samples.empty() ? std::string()
                                   : message_of(samples.front(), page.document().options)});
    }
    page.table(table);
    page.more(ranked.size() - shown);
}

void write_errors_text(Output& output, const Document& document, const Style& style) {
    Page page(output, document, style);
    page.title("errors");
    const auto& stats = document.stats;
    if (stats.errors().total() == 0) page.paragraph("No errors in this capture.");
    write_sqlstate_table(page, "Errors", stats.errors());
    write_sqlstate_table(page, "Notices", stats.notices());
    if (stats.error_log().empty()) return;
    page.heading("Each error");
    SqlText sql;
    for (const auto& error : stats.error_log())
        write_event(page, sql, error);
    if (stats.errors_not_logged() > 0)
        page.paragraph(format_count(stats.errors_not_logged()) +
                       " later errors are counted above, but were too many to be kept.");
}

}  // namespace pgoscope::report
