#include "analyzer/report/documents/report_text.h"

#include <cmath>

#include "analyzer/report/sections/report_parts_text.h"
#include "analyzer/report/text/utc.h"

namespace pgoscope::report {
namespace {

void append_capture(std::string& text, const CaptureFacts& capture) {
    append_counted(text, capture.packets, "packet");
    if (const auto duration = capture.duration())
        text.append(" in ").append(format_duration(*duration));
    text.append(capture.packets == 1 ? " holds " : " hold ");
}

void append_sessions(std::string& text, const stats::SessionStats& sessions) {
    append_counted(text, sessions.postgresql, "PostgreSQL session");
    if (const auto encrypted = sessions.encrypted(); encrypted > 0)
        text.append(" (").append(format_count(encrypted)).append(" encrypted)");
    const auto others = sessions.total - sessions.postgresql;
    if (others > 0) {
        text.append(" and ");
        append_counted(text, others, "other connection");
    }
    text.append(". ");
}

/// Nothing of what is too rare for a rate to mean anything.
void append_rate(std::string& text, std::uint64_t calls, Nanoseconds duration) {
    if (duration == 0) return;
    const auto rate = static_cast<double>(calls) / (static_cast<double>(duration) / 1e9);
    const auto tenths = static_cast<std::uint64_t>(std::llround(rate * 10));
    if (tenths == 0) return;
    text.append(", ");
    if (tenths < 100) {
        append_number(text, tenths / 10);
        text.push_back('.');
        append_number(text, tenths % 10);
    } else {
        append_count(text, static_cast<std::uint64_t>(std::llround(rate)));
    }
    text.append(" a second");
}

void append_statements(std::string& text, const Document& document) {
    const auto calls = document.stats.statements().calls();
    if (calls == 0) {
        text.append("No completed statement was seen");
    } else {
        append_counted(text, calls, "statement");
        text.append(calls == 1 ? " was run" : " were run");
    }
    append_rate(text, calls, document.facts.capture.duration().value_or(0));
    const auto overall = document.stats.exchanges().overall_duration();
    if (!overall.empty())
        text.append("; half of the requests were answered within ")
            .append(format_duration(overall.value_at(stats::p50)))
            .append(", 99 of 100 within ")
            .append(format_duration(overall.value_at(stats::p99)));
    text.append(". ");
}

void append_errors(std::string& text, const stats::Collector& stats) {
    const auto errors = stats.errors().total();
    if (errors == 0) {
        text.append("There were no errors.");
        return;
    }
    text.append(errors == 1 ? "There was " : "There were ");
    append_counted(text, errors, "error");
    text.append(".");
}

/// Of --write, when it stopped.
std::string writing_stopped(const WrittenFacts& written) {
    std::string text = "Only ";
    append_counted(text, written.packets, "packet");
    text.append(" could be written to '");
    append_escaped(text, written.path);
    text.append("', none since ");
    append_date(text, written.missing_since);
    text.push_back(' ');
    append_time_of_day(text, written.missing_since);
    return text.append(" UTC: ").append(written.error).append(".");
}

/// Of an interface that was down.
std::string outages_of(const SourceFacts& source) {
    std::string text = "'";
    append_escaped(text, source.path);
    text.append("' was down ");
    append_counted(text, source.outages->count, "time");
    if (source.outages->silence != 0) {
        text.append(", and silent for ");
        append_duration(text, source.outages->silence);
        text.append(" around that");
    }
    return text.append(source.outages->lasting ? "; it is down now." : ".");
}

/// What happened, in a few sentences.
std::string summary(const Document& document) {
    std::string text;
    append_capture(text, document.facts.capture);
    append_sessions(text, document.stats.sessions());
    append_statements(text, document);
    append_errors(text, document.stats);
    return text;
}

}  // namespace

void write_report_text(Output& output, const Document& document, const Style& style) {
    Page page(output, document, style);
    page.title("report");
    page.heading("What happened");
    page.paragraph(summary(document));
    if (!document.facts.capture.error.empty())
        page.paragraph("The input could not be read to its end: " +
                       escape_controls(document.facts.capture.error));
    if (document.facts.capture.writing_stopped())
        page.paragraph(writing_stopped(*document.facts.capture.written));
    for (const auto& source : document.facts.capture.sources)
        if (source.outages && source.outages->count != 0) page.paragraph(outages_of(source));
    write_anomalies_text(page, find_anomalies(document.facts, document.stats));
    write_statement_table(page);
    write_sqlstate_table(page, "Errors", document.stats.errors());
    write_sqlstate_table(page, "Notices", document.stats.notices());
    write_latency_table(page);
    write_transactions_text(page);
    write_copies_text(page);
    write_replication_text(page);
    write_subscriptions_text(page);
    write_sessions_text(page);
    write_messages_text(page);
    write_transport_text(page);
}

}  // namespace pgoscope::report
