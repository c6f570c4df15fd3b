#include <algorithm>

#include "analyzer/report/sections/report_parts_text.h"
#include "dissectors/lsn.h"

namespace pgoscope::report {
namespace {

using dissectors::LsnText;
using events::ReplicationKind;
using stats::ReplicationStats;

std::string_view what_it_is(const events::ReplicationSummary& summary) noexcept {
    switch (summary.kind) {
        case ReplicationKind::physical:
            return "physical replication";
        case ReplicationKind::logical:
            return "logical replication";
        case ReplicationKind::base_backup:
            return summary.backup->incremental ? "incremental backup" : "base backup";
        case ReplicationKind::manifest_upload:
            return "manifest upload";
        case ReplicationKind::unknown:
            break;
    }
    return "physical or logical replication";
}

std::string title_of(const ReplicationStats& stream) {
    const auto& summary = stream.summary;
    std::string line("session ");
    append_number(line, stream.session);
    line.append(": ").append(what_it_is(summary));
    if (!summary.plugin.empty()) line.append(" by ").append(escape_controls(summary.plugin));
    if (summary.proto_version)
        line.append(" version ").append(escape_controls(*summary.proto_version));
    if (!summary.slot.empty()) line.append(", slot ").append(escape_controls(summary.slot));
    if (!stream.application_name.empty())
        line.append(", \"").append(escape_controls(stream.application_name)).append("\"");
    return line;
}

std::string data_line(const events::ReplicationSummary& summary) {
    std::string line = format_bytes(summary.data_bytes);
    if (summary.first_lsn) {
        line.append(", ").append(LsnText(*summary.first_lsn).view());
        if (summary.last_lsn) line.append("..").append(LsnText(*summary.last_lsn).view());
    }
    line.append(", in ").append(format_duration(summary.ended - summary.began));
    if (summary.gap) line.append("; parts of it are not in the capture");
    return line;
}

std::string lag_text(const stats::LagStats& lag) {
    std::string line;
    if (!lag.time.empty())
        line.append("p50 ")
            .append(format_duration(lag.time.value_at(stats::p50)))
            .append(", longest ")
            .append(format_duration(lag.time.max()));
    if (!lag.bytes.empty())
        line.append(line.empty() ? "" : "; ")
            .append("at most ")
            .append(format_bytes(static_cast<std::uint64_t>(lag.bytes.max())));
    return line;
}

/// `written 0/2001, flushed 0/2001, in 3 status updates`.
std::string reported_text(const events::ReplicationSummary& summary) {
    std::string line;
    for (const auto& [what, lsn] : {std::pair{"written ", summary.written},
                                    {"flushed ", summary.flushed},
                                    {"applied ", summary.applied}}) {
        if (!lsn) continue;
        line.append(line.empty() ? "" : ", ").append(what).append(LsnText(*lsn).view());
    }
    if (line.empty()) line = "nothing yet";
    line.append(", in ");
    append_counted(line, summary.status_updates, "status update");
    return line;
}

std::string feedback_text(const events::ReplicationSummary& summary) {
    std::string line;
    if (summary.xmin && summary.xmin->xid != 0)
        line.append("rows from transaction ").append(std::to_string(summary.xmin->xid));
    if (summary.catalog_xmin && summary.catalog_xmin->xid != 0)
        line.append(line.empty() ? "" : ", ")
            .append("of the catalog from ")
            .append(std::to_string(summary.catalog_xmin->xid));
    line.append(line.empty() ? "no old rows" : " on").append(" are needed; ");
    append_counted(line, summary.feedbacks, "feedback");
    return line;
}

std::string keepalive_text(const ReplicationStats& stream) {
    std::string line = format_count(stream.summary.keepalives);
    if (!stream.round_trip.empty())
        line.append("; answers asked for came after p50 ")
            .append(format_duration(stream.round_trip.value_at(stats::p50)))
            .append(", longest ")
            .append(format_duration(stream.round_trip.max()));
    return line;
}

void write_standby(Page& page, const ReplicationStats& stream) {
    if (stream.summary.status_updates > 0) page.labelled("standby", reported_text(stream.summary));
    for (const auto& [label, lag] : {std::pair{"write lag", &stream.write},
                                     {"flush lag", &stream.flush},
                                     {"apply lag", &stream.apply}})
        if (const auto text = lag_text(*lag); !text.empty()) page.labelled(label, text);
    if (stream.summary.keepalives > 0) page.labelled("keepalives", keepalive_text(stream));
    if (stream.summary.feedbacks > 0) page.labelled("feedback", feedback_text(stream.summary));
}

/// What was rolled back stands beside what was sent only where there is any.
Table changes_table(const ReplicationStats& stream) {
    std::vector<Table::Column> columns{{"table", Table::Align::left},
                                       {"changes", Table::Align::left}};
    const bool undone = !stream.undone.empty();
    if (undone) columns.push_back({"of these rolled back", Table::Align::left});
    Table table(std::move(columns));
    for (const auto& [relation, operations] : stream.changes) {
        std::vector<Table::Cell> cells{relation.empty() ? "(not told)" : escape_controls(relation),
                                       counts_line(operations)};
        const auto* of_these = stream.undone.find(relation);
        if (undone)
            cells.emplace_back(of_these != nullptr ? counts_line(*of_these) : std::string());
        table.add(std::move(cells));
    }
    return table;
}

void write_changes(Page& page, const ReplicationStats& stream) {
    std::string line = stream.tells_changes_only()
                           ? "not told by the plugin"
                           : format_count(stream.transactions) + " committed";
    if (!stream.commit_delay.empty())
        line.append(", delivered after p50 ")
            .append(format_duration(stream.commit_delay.value_at(stats::p50)))
            .append(", longest ")
            .append(format_duration(stream.commit_delay.max()));
    if (stream.rolled_back > 0)
        line.append("; rolled back after they were sent: ")
            .append(format_count(stream.rolled_back));
    page.labelled("transactions", line);
    if (stream.summary.cut > 0)
        page.labelled(
            "cut",
            "the ends of " + format_count(stream.summary.cut) +
                " long messages were not read: transactions and changes are counted in part");
    if (stream.summary.changes_undecided > 0)
        page.labelled("undecided", format_count(stream.summary.changes_undecided) +
                                       " changes of transactions that have not ended");
    if (stream.summary.changes_of_unknown_outcome > 0)
        page.labelled("not known", "whether " +
                                       format_count(stream.summary.changes_of_unknown_outcome) +
                                       " changes were rolled back");
    if (!stream.changes.empty()) page.table(changes_table(stream));
}

}  // namespace

void write_replication_text(Page& page) {
    const auto& replication = page.document().stats.replication();
    if (replication.list().empty()) return;
    page.heading("Replication");
    const auto shown = shown_of(replication.list().size(), page.document().options);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& stream = replication.list()[i];
        page.paragraph(title_of(stream));
        page.labelled("data", data_line(stream.summary));
        if (stream.summary.backup) {
            write_backup_text(page, *stream.summary.backup);
        } else {
            write_standby(page, stream);
            if (stream.summary.kind == ReplicationKind::logical) write_changes(page, stream);
        }
        page.buffer().push_back('\n');
    }
    const auto more = replication.list().size() - shown + replication.unlisted();
    if (more > 0) page.paragraph(format_count(more) + " more");
    page.commit();
}

}  // namespace pgoscope::report
