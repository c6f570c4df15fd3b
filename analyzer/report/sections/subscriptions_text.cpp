#include "analyzer/report/sections/report_parts_text.h"

namespace pgoscope::report {
namespace {

std::string interval(const events::Subscription::Intervals& intervals) {
    if (intervals.count == 0) return "";
    return format_duration(intervals.total / static_cast<Nanoseconds>(intervals.count));
}

}  // namespace

void write_subscriptions_text(Page& page) {
    const auto& subscriptions = page.document().stats.subscriptions();
    const auto& list = subscriptions.list();
    const auto shown = shown_of(list.size(), page.document().options);
    if (shown == 0) return;
    page.heading("Subscriptions");
    Table table({{"session"},
                 {"updates"},
                 {"rows in updates"},
                 {"bytes", Table::Align::right, 1},
                 {"errors"},
                 {"every"},
                 {"query", Table::Align::left}});
    auto entry = list.begin();
    for (std::size_t i = 0; i < shown; ++i, ++entry) {
        const auto& told = entry->told;
        std::uint64_t updates = 0;
        std::uint64_t rows = 0;
        for (const auto& of_type : told.updates) {
            updates += of_type.count;
            rows += of_type.rows;
        }
        table.add({std::to_string(entry->session), format_count(updates), format_count(rows),
                   format_bytes(told.bytes), format_count(told.errors), interval(told.intervals),
                   statement_line(told.statement)});
    }
    page.table(table);
    const auto more = list.size() - shown + subscriptions.unlisted();
    if (more > 0) page.paragraph(format_count(more) + " more");
}

}  // namespace pgoscope::report
