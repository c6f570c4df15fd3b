#include <algorithm>

#include "analyzer/report/report_parts_text.h"
#include "dissectors/lsn.h"

namespace pgoscope::report {
namespace {

using dissectors::LsnText;
using events::ReplicationKind;
using stats::ReplicationStats;

/// Files of a backup that are worth a line each.
constexpr std::size_t files_shown = 5;

std::string_view what_it_is(const events::ReplicationSummary& summary) noexcept {
    switch (summary.kind) {
        case ReplicationKind::physical:
            return "physical replication";
        case ReplicationKind::logical:
            return "logical replication";
        case ReplicationKind::base_backup:
            return summary.backup->incremental ? "incremental backup" : "base backup";
        case ReplicationKind::manifest_upload:
            break;
    }
    return "manifest upload";
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

void write_standby(Page& page, const ReplicationStats& stream) {
    for (const auto& [label, lag] : {std::pair{"write lag", &stream.write},
                                     {"flush lag", &stream.flush},
                                     {"apply lag", &stream.apply}})
        if (const auto text = lag_text(*lag); !text.empty()) page.labelled(label, text);
    if (!stream.round_trip.empty())
        page.labelled("round trip", "p50 " +
                                        format_duration(stream.round_trip.value_at(stats::p50)) +
                                        ", longest " + format_duration(stream.round_trip.max()));
    if (stream.summary.xmin && stream.summary.xmin->xid != 0)
        page.labelled("feedback",
                      "rows from transaction " + std::to_string(stream.summary.xmin->xid) + " on");
}

void write_changes(Page& page, const ReplicationStats& stream) {
    std::string line = format_count(stream.transactions) + " committed";
    if (!stream.commit_delay.empty())
        line.append(", delivered after p50 ")
            .append(format_duration(stream.commit_delay.value_at(stats::p50)))
            .append(", longest ")
            .append(format_duration(stream.commit_delay.max()));
    page.labelled("transactions", line);
    if (stream.changes.empty()) return;
    Table table({{"table", Table::Align::left}, {"changes", Table::Align::left}});
    for (const auto& [relation, operations] : stream.changes)
        table.add({escape_controls(relation), counts_line(operations)});
    page.table(table);
}

void write_manifest(Page& page, const events::BackupSummary& backup) {
    const auto& manifest = *backup.manifest;
    std::string line;
    append_counted(line, manifest.files, "file");
    line.append(", ").append(format_bytes(manifest.total_bytes));
    for (std::size_t i = 0; i < manifest.files_by_algorithm.size(); ++i)
        if (manifest.files_by_algorithm[i] > 0)
            line.append(", ").append(
                to_string(static_cast<dissectors::backup::ChecksumAlgorithm>(i)));
    if (backup.manifest_damaged) line.append("; parts of it are missing");
    page.labelled("manifest", line);
}

void write_backup(Page& page, const events::BackupSummary& backup) {
    for (const auto& archive : backup.archives) {
        std::string line = archive.name.empty() ? "(unnamed)" : escape_controls(archive.name);
        if (archive.bytes > 0) line.append(", ").append(archive.packing);
        line.append(", ").append(format_bytes(archive.bytes));
        line.append(", ");
        append_counted(line, archive.files, "file");
        if (!archive.tablespace.empty())
            line.append(", tablespace ").append(escape_controls(archive.tablespace));
        if (archive.damaged) line.append("; parts of it are missing");
        page.labelled("archive", line);
    }
    for (std::size_t i = 0; i < std::min(files_shown, backup.files.size()); ++i)
        page.labelled(i == 0 ? "files" : "", escape_controls(backup.files[i].name) + ", " +
                                                 format_bytes(backup.files[i].bytes));
    if (backup.file_count > files_shown)
        page.labelled("", format_count(backup.file_count - files_shown) + " more");
    if (backup.manifest) write_manifest(page, backup);
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
            write_backup(page, *stream.summary.backup);
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
