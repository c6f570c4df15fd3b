#include "analyzer/report/sections/report_parts_text.h"
#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/wording/exchange_json.h"

namespace pgoscope::report {
namespace {

std::string rows_cell(const stats::CopyStats& copied) {
    const bool none_counted = copied.count == copied.uncounted;
    return none_counted ? "" : format_count(copied.rows);
}

std::string rate_cell(std::optional<std::uint64_t> rate, std::string (*format)(std::uint64_t)) {
    return rate ? format(*rate) : "";
}

}  // namespace

void write_copies_text(Page& page) {
    const auto ranked = page.document().stats.copies().ranked();
    const auto shown = shown_of(ranked.size(), page.document().options);
    if (shown == 0) return;
    page.heading("COPY");
    Table table({{"", Table::Align::left},
                 {"format", Table::Align::left},
                 {"times"},
                 {"failed", Table::Align::right, 1},
                 {"rows copied"},
                 {"rows/s", Table::Align::right, 2},
                 {"data"},
                 {"data/s", Table::Align::right, 3},
                 {"statement", Table::Align::left}});
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& copied = *ranked[i];
        table.add({copied.from_client ? "in" : "out", copied.format, format_count(copied.count),
                   format_count(copied.failed), rows_cell(copied),
                   rate_cell(per_second(copied.timed_rows, copied.rows_time), format_count),
                   format_bytes(copied.bytes),
                   rate_cell(per_second(copied.timed_bytes, copied.time), format_bytes),
                   statement_line(copied.statement)});
        if (!copied.reasons.empty())
            table.add_below("the client gave up: " +
                            counts_line(shown_reasons(copied.reasons, page.document().options)));
    }
    page.table(table);
    if (ranked.size() > shown) page.paragraph(format_count(ranked.size() - shown) + " more");
}

}  // namespace pgoscope::report
