#include "analyzer/report/sections/report_parts_json.h"
#include "dissectors/lsn.h"

namespace pgoscope::report {
namespace {

using dissectors::LsnText;
using events::ReplicationKind;
using stats::ReplicationStats;

void write_lsn(JsonWriter& json, std::string_view name, std::optional<dissectors::Lsn> lsn) {
    if (lsn) json.member(name, LsnText(*lsn).view());
}

/// Sizes: not the nanoseconds that histograms are made for.
void write_byte_distribution(JsonWriter& json, std::string_view name,
                             const stats::Histogram& histogram) {
    const auto distribution = histogram.distribution();
    json.begin_object(name);
    json.member("count", distribution.count);
    if (distribution.count > 0) {
        json.member("min_bytes", distribution.min);
        json.member("mean_bytes", distribution.mean);
        json.member("p50_bytes", distribution.p50);
        json.member("p90_bytes", distribution.p90);
        json.member("p99_bytes", distribution.p99);
        json.member("max_bytes", distribution.max);
    }
    json.end_object();
}

void write_lag(JsonWriter& json, std::string_view name, const stats::LagStats& lag) {
    json.begin_object(name);
    write_distribution(json, "time", lag.time);
    write_byte_distribution(json, "size", lag.bytes);
    json.end_object();
}

void write_xmin(JsonWriter& json, std::string_view name,
                const std::optional<dissectors::replication::HotStandbyFeedback::Xmin>& xmin) {
    if (!xmin) return;
    json.begin_object(name);
    json.member("xid", xmin->xid);
    json.member("epoch", xmin->epoch);
    json.end_object();
}

void write_standby(JsonWriter& json, const ReplicationStats& stream) {
    const auto& summary = stream.summary;
    json.begin_object("standby");
    write_lsn(json, "written_lsn", summary.written);
    write_lsn(json, "flushed_lsn", summary.flushed);
    write_lsn(json, "applied_lsn", summary.applied);
    json.member("status_updates", summary.status_updates);
    json.member("feedbacks", summary.feedbacks);
    write_xmin(json, "xmin", summary.xmin);
    write_xmin(json, "catalog_xmin", summary.catalog_xmin);
    json.end_object();
    write_lag(json, "write_lag", stream.write);
    write_lag(json, "flush_lag", stream.flush);
    write_lag(json, "apply_lag", stream.apply);
    json.member("keepalives", summary.keepalives);
    write_distribution(json, "keepalive_round_trip", stream.round_trip);
}

void write_by_table(JsonWriter& json, std::string_view name,
                    const stats::BoundedMap<stats::BoundedCounts>& changes) {
    json.begin_object(name);
    for (const auto& [relation, operations] : changes) {
        json.data_key(relation).begin_object();
        for (const auto& [operation, count] : operations)
            json.data_key(operation).value(count);
        json.end_object();
    }
    json.end_object();
}

void write_changes(JsonWriter& json, const ReplicationStats& stream) {
    if (!stream.tells_changes_only()) json.member("transactions", stream.transactions);
    json.member("transactions_rolled_back", stream.rolled_back);
    write_distribution(json, "commit_delay", stream.commit_delay);
    write_by_table(json, "changes", stream.changes);
    if (stream.summary.plugin == "pgoutput") {
        write_by_table(json, "changes_rolled_back", stream.undone);
        json.member("changes_undecided", stream.summary.changes_undecided);
        json.member("changes_of_unknown_outcome", stream.summary.changes_of_unknown_outcome);
    }
    json.member("malformed", stream.summary.malformed);
    json.member("cut", stream.summary.cut);
    json.member("relations_forgotten", stream.summary.relations_forgotten);
}

void write_manifest(JsonWriter& json, const events::BackupSummary& backup) {
    const auto& manifest = *backup.manifest;
    json.begin_object("manifest");
    json.member("complete", manifest.complete && !backup.manifest_damaged);
    json.member("bytes", backup.manifest_bytes);
    if (manifest.version) json.member("version", *manifest.version);
    if (manifest.system_identifier)
        json.integer_text("system_identifier", *manifest.system_identifier);
    json.member("files", manifest.files);
    json.member("total_bytes", manifest.total_bytes);
    json.begin_object("files_by_checksum_algorithm");
    for (std::size_t i = 0; i < manifest.files_by_algorithm.size(); ++i) {
        if (manifest.files_by_algorithm[i] == 0) continue;
        const auto algorithm = static_cast<dissectors::backup::ChecksumAlgorithm>(i);
        json.data_key(to_string(algorithm)).value(manifest.files_by_algorithm[i]);
    }
    json.end_object();
    json.begin_array("wal_ranges");
    for (const auto& range : manifest.wal_ranges) {
        json.begin_object();
        json.member("timeline", range.timeline);
        write_lsn(json, "start_lsn", range.start);
        write_lsn(json, "end_lsn", range.end);
        json.end_object();
    }
    json.end_array();
    if (!manifest.checksum.empty()) json.text_member("checksum", manifest.checksum);
    json.end_object();
}

void write_archives(JsonWriter& json, const events::BackupSummary& backup) {
    json.begin_array("archives");
    for (const auto& archive : backup.archives) {
        json.begin_object();
        if (!archive.name.empty()) json.text_member("name", archive.name);
        if (!archive.tablespace.empty()) json.text_member("tablespace", archive.tablespace);
        json.member("packing", archive.packing);
        json.member("bytes", archive.bytes);
        json.member("files", archive.files);
        if (archive.damaged) json.member("damaged", true);
        if (archive.began_before_capture) json.member("began_before_capture", true);
        json.end_object();
    }
    json.end_array();
    json.member("archive_count", backup.archive_count);
    json.begin_array("files");
    for (const auto& file : backup.files) {
        json.begin_object();
        json.text_member("name", file.name);
        json.member("bytes", file.bytes);
        json.end_object();
    }
    json.end_array();
    json.member("file_count", backup.file_count);
    json.member("file_bytes", backup.file_bytes);
    json.member("incremental_files", backup.incremental_files);
}

void write_backup(JsonWriter& json, const ReplicationStats& stream) {
    const auto& backup = *stream.summary.backup;
    json.begin_object("backup");
    if (stream.summary.kind == ReplicationKind::base_backup) {
        json.member("incremental", backup.incremental);
        json.begin_array("tablespaces");
        for (const auto& tablespace : backup.tablespaces) {
            json.begin_object();
            json.text_member("location", tablespace.location);
            if (tablespace.estimated_bytes)
                json.member("estimated_bytes", *tablespace.estimated_bytes);
            json.end_object();
        }
        json.end_array();
        json.member("progress_bytes", backup.progress_bytes);
        write_archives(json, backup);
    }
    if (backup.manifest) write_manifest(json, backup);
    json.end_object();
}

void write_stream(JsonWriter& json, const ReplicationStats& stream) {
    const auto& summary = stream.summary;
    json.begin_object();
    json.member("session", stream.session);
    if (summary.exchange > 0) json.member("exchange", summary.exchange);
    json.member("kind", to_string(summary.kind));
    json.text_member("user", stream.user);
    json.text_member("application_name", stream.application_name);
    if (!summary.slot.empty()) json.text_member("slot", summary.slot);
    if (!summary.plugin.empty()) json.member("plugin", summary.plugin);
    if (summary.proto_version) json.text_member("proto_version", *summary.proto_version);
    if (summary.timeline) json.member("timeline", *summary.timeline);
    json.time_member("began", summary.began);
    if (stream.open)
        json.member("open", true);
    else
        json.time_member("ended", summary.ended);
    json.member("duration_ns", summary.ended - summary.began);
    if (summary.gap) json.member("gap", true);
    write_lsn(json, "requested_lsn", summary.requested_lsn);
    write_lsn(json, "first_lsn", summary.first_lsn);
    write_lsn(json, "last_lsn", summary.last_lsn);
    json.member("data_bytes", summary.data_bytes);
    json.member("frontend_messages", summary.frontend_messages);
    json.member("backend_messages", summary.backend_messages);
    if (summary.backup) {
        write_backup(json, stream);
    } else {
        write_standby(json, stream);
        if (summary.kind == ReplicationKind::logical) write_changes(json, stream);
    }
    json.end_object();
}

}  // namespace

void write_replication(DocumentJson& out) {
    out.json().begin_array("replication");
    for (const auto& stream : out.document().stats.replication().list()) {
        write_stream(out.json(), stream);
        out.commit();
    }
    out.json().end_array();
}

}  // namespace pgoscope::report
