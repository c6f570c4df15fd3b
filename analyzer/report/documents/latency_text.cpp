#include "analyzer/report/documents/latency_text.h"

#include "analyzer/report/sections/latency_picture.h"
#include "analyzer/report/sections/report_parts_text.h"
#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

Table percentile_table() {
    return Table({{"", Table::Align::left},
                  {"count"},
                  {"min", Table::Align::right, 2},
                  {"p50"},
                  {"p90", Table::Align::right, 1},
                  {"p99"},
                  {"p99.9", Table::Align::right, 3},
                  {"max"}});
}

void add_percentiles(Table& table, std::string_view name, const stats::Histogram& histogram) {
    if (histogram.empty()) return;
    const auto row = histogram.distribution();
    table.add({name, format_count(row.count), format_duration(row.min), format_duration(row.p50),
               format_duration(row.p90), format_duration(row.p99), format_duration(row.p999),
               format_duration(row.max)});
}

void write_picture(Page& page, const stats::Histogram& histogram) {
    static constexpr std::size_t widest = 48;
    static constexpr std::size_t narrowest = 8;
    if (histogram.min() == histogram.max()) return;
    const auto from = "  " + format_duration(histogram.min()) + " \u2502";
    const auto to = "\u2502 " + format_duration(histogram.max()) + '\n';
    const auto ends = display_width(from) + display_width(to);
    const std::size_t page_width = page.style().width;
    auto columns = widest;
    if (page_width != 0) columns = std::min(columns, page_width - std::min(page_width, ends));
    if (columns < narrowest) return;
    auto& out = page.buffer();
    out.append(from);
    append_painted(out, page.style(), Paint::backend, latency_picture(histogram, columns));
    out.append(to);
}

/// The rest of a distribution that the table of all has no room for.
std::string finer_line(const stats::Histogram& duration) {
    const auto row = duration.distribution();
    std::string line = "mean ";
    append_duration(line, row.mean);
    line.append(" \u00b1 ");
    append_duration(line, row.stddev);
    for (const auto& [name, quantile] : {std::pair{", p25 ", stats::p25},
                                         {", p75 ", stats::p75},
                                         {", p95 ", stats::p95},
                                         {", p99.99 ", stats::p9999}}) {
        line.append(name);
        append_duration(line, duration.value_at(quantile));
    }
    return line;
}

void write_statement_detail(Page& page, const stats::StatementStats& entry) {
    auto& out = page.buffer();
    out.push_back('\n');
    auto line = statement_line(entry.statement);
    if (page.style().width > 2) cut_to_width(line, 0, page.style().width - 2);
    out.append("  ");
    append_painted(out, page.style(), Paint::frontend, line);
    out.push_back('\n');
    std::string sums;
    if (entry.statement != nullptr)
        sums.append(sql::FingerprintText(entry.statement->fingerprint).view()).append("  ");
    append_counted(sums, entry.calls, "call");
    sums.append(", ");
    append_counted(sums, entry.errors, "error");
    sums.append(", ");
    append_counted(sums, entry.rows, "row");
    sums.append(", ").append(format_duration(static_cast<Nanoseconds>(entry.total_ns)));
    sums.append(" in all");
    page.paragraph(sums, 4);
    if (entry.duration.empty()) return;
    auto table = percentile_table();
    add_percentiles(table, "duration", entry.duration);
    add_percentiles(table, "service", entry.service);
    add_percentiles(table, "first reply", entry.time_to_first_reply);
    page.table(table);
    page.paragraph(finer_line(entry.duration));
    write_picture(page, entry.duration);
}

}  // namespace

void write_latency_table(Page& page) {
    const auto& stats = page.document().stats;
    const auto overall = stats.exchanges().overall_duration();
    auto table = percentile_table();
    add_percentiles(table, "overall", overall);
    for (std::size_t i = 0; i < events::exchange_kind_count; ++i) {
        const auto kind = static_cast<events::ExchangeKind>(i);
        add_percentiles(table, to_string(kind), stats.exchanges().duration(kind));
    }
    add_percentiles(table, "connection setup", stats.sessions().connection_setup);
    add_percentiles(table, "authentication", stats.sessions().authentication);
    if (table.empty()) return;
    page.heading("Latency");
    page.table(table);
    if (!overall.empty()) write_picture(page, overall);
}

void write_latency_text(Output& output, const Document& document, const Style& style) {
    Page page(output, document, style);
    page.title("latency");
    write_latency_table(page);
    const auto& parts = document.stats.exchanges().parts();
    auto table = percentile_table();
    add_percentiles(table, "to first reply", parts.time_to_first_reply);
    add_percentiles(table, "transfer", parts.transfer);
    add_percentiles(table, "service", parts.service);
    add_percentiles(table, "queued", parts.queued);
    add_percentiles(table, "client thinks", parts.client_think);
    add_percentiles(table, "handshake", document.stats.sessions().handshake_round_trip);
    if (!table.empty()) {
        page.heading("Where the time went");
        page.table(table);
    }
    const auto ranked = document.stats.statements().ranked(document.options.most_entries());
    const auto shown = shown_of(ranked.size(), document.options);
    if (shown == 0) {
        page.paragraph("No statement completed in this capture.");
        return;
    }
    page.heading("Statements by total time");
    for (std::size_t i = 0; i < shown; ++i)
        write_statement_detail(page, *ranked[i]);
    page.more(ranked.size() - shown);
}

}  // namespace pgoscope::report
