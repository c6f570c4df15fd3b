#include <algorithm>

#include "analyzer/report/sections/report_parts_text.h"

/// What a base backup consists of.
namespace pgoscope::report {
namespace {

/// Files of a backup that are worth a line each.
constexpr std::size_t files_shown = 5;

/// `23.1 MB done of 24.0 MB estimated`.
std::string progress_text(const events::BackupSummary& backup) {
    auto line = format_bytes(backup.progress_bytes) + " done";
    std::uint64_t estimated = 0;
    for (const auto& tablespace : backup.tablespaces)
        estimated += tablespace.estimated_bytes.value_or(0);
    if (estimated > 0) line.append(" of ").append(format_bytes(estimated)).append(" estimated");
    return line;
}

void write_manifest(Page& page, const events::BackupSummary& backup) {
    const auto& manifest = *backup.manifest;
    if (backup.manifest_bytes == 0) {
        page.labelled("manifest", "not sent to this client");
        return;
    }
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

std::string archive_text(const events::BackupArchive& archive) {
    std::string line = escape_controls(archive.name);
    if (archive.began_before_capture)
        line = "an archive that began before the capture";
    else if (line.empty())  // servers before 15 do not name them
        line = archive.tablespace.empty() ? "data directory"
                                          : "tablespace " + escape_controls(archive.tablespace);
    if (archive.bytes == 0) {
        line.append(", not sent to this client");
    } else {
        line.append(", ").append(archive.packing);
        line.append(", ").append(format_bytes(archive.bytes));
        if (archive.files > 0) {
            line.append(", ");
            append_counted(line, archive.files, "file");
        }
    }
    if (!archive.name.empty() && !archive.tablespace.empty())
        line.append(", tablespace ").append(escape_controls(archive.tablespace));
    if (archive.damaged) line.append("; parts of it are missing");
    return line;
}

void write_files(Page& page, const events::BackupSummary& backup) {
    for (std::size_t i = 0; i < std::min(files_shown, backup.files.size()); ++i)
        page.labelled(i == 0 ? "files" : "", escape_controls(backup.files[i].name) + ", " +
                                                 format_bytes(backup.files[i].bytes));
    if (backup.file_count > files_shown)
        page.labelled("", format_count(backup.file_count - files_shown) + " more");
}

}  // namespace

void write_backup_text(Page& page, const events::BackupSummary& backup) {
    if (backup.progress_bytes > 0) page.labelled("progress", progress_text(backup));
    for (const auto& archive : backup.archives)
        page.labelled("archive", archive_text(archive));
    write_files(page, backup);
    if (backup.manifest) write_manifest(page, backup);
}

}  // namespace pgoscope::report
