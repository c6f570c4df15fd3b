#include <algorithm>
#include <span>

#include "analyzer/events/copy_payload.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/copy_payload_report.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "dissectors/copy/format.h"
#include "dissectors/server_time.h"

namespace pgoscope::report {
namespace {

namespace backup = dissectors::backup;
namespace copy = dissectors::copy;
namespace replication = dissectors::replication;
using dissectors::Lsn;
using dissectors::LsnText;

void append_lsn(std::string& out, Lsn lsn) {
    out.append(LsnText(lsn).view());
}

void append_position(std::string& out, std::string_view verb, Lsn lsn) {
    if (lsn == 0) return;
    out.append(verb);
    append_lsn(out, lsn);
}

void append_message(std::string& out, const events::WalPayload& payload,
                    const replication::XLogData& wal) {
    out.append("WAL ");
    append_lsn(out, wal.start);
    out.append("..");
    append_lsn(out, wal.start + payload.data_bytes);
    out.append(", ");
    append_byte_count(out, payload.data_bytes);
}

void append_message(std::string& out, const events::WalPayload&,
                    const replication::PrimaryKeepalive& keepalive) {
    out.append("keepalive: WAL ends at ");
    append_lsn(out, keepalive.end_of_wal);
    if (keepalive.reply_requested.value_or(false)) out.append("; asks for a reply");
}

void append_message(std::string& out, const events::WalPayload&,
                    const replication::PrimaryStatusUpdate& status) {
    out.append("primary is at ");
    append_lsn(out, status.lsn);
    out.append(", oldest transaction in commit ");
    append_number(out, status.oldest_full_xid_in_commit);
    out.append(", next ");
    append_number(out, status.next_full_xid);
}

void append_message(std::string& out, const events::WalPayload& payload,
                    const replication::StandbyStatusUpdate& status) {
    if (status.written == 0 && status.flushed == 0 && status.applied == 0) {
        out.append("standby has nothing yet");
    } else {
        const auto begin = out.size();
        append_position(out, "standby has written ", status.written);
        append_position(out, out.size() > begin ? ", flushed " : "standby has flushed ",
                        status.flushed);
        append_position(out, out.size() > begin ? ", applied " : "standby has applied ",
                        status.applied);
    }
    // The position that matters most to the primary is the one that is safe.
    const auto& lag = payload.flush.bytes ? payload.flush : payload.write;
    if (lag.bytes && *lag.bytes > 0) {
        out.append("; ");
        append_byte_count(out, *lag.bytes);
        out.append(" behind");
    } else if (lag.bytes) {
        out.append("; up to date");
    }
    if (lag.time) {
        out.append(", ");
        append_duration(out, *lag.time);
        out.append(" after it was sent");
    }
    if (status.reply_requested.value_or(false)) out.append("; asks for a reply");
}

void append_message(std::string& out, const events::WalPayload&,
                    const replication::HotStandbyFeedback& feedback) {
    if (feedback.xmin.xid == 0) {
        out.append("standby needs no old rows");
    } else {
        out.append("standby needs rows from transaction ");
        append_number(out, feedback.xmin.xid);
        out.append(" on");
    }
    if (feedback.catalog_xmin && feedback.catalog_xmin->xid != 0) {
        out.append(", of the catalog from ");
        append_number(out, feedback.catalog_xmin->xid);
    }
}

void append_message(std::string& out, const events::WalPayload&,
                    const replication::RequestPrimaryStatus&) {
    out.append("asks for the primary's status");
}

void append_message(std::string& out, const events::WalPayload&,
                    const replication::Unknown& unknown) {
    append_byte_count(out, unknown.data.size());
    out.append(" that are no message of replication");
}

void append_content(const NoteContext& context, const events::WalPayload& payload) {
    if (payload.logical)
        append_logical_note(context, *payload.logical);
    else
        std::visit([&](const auto& message) { append_message(context.out, payload, message); },
                   payload.message);
    if (!payload.round_trip) return;
    context.out.append("; replies after ");
    append_duration(context.out, *payload.round_trip);
}

void append_files(std::string& out, const events::BackupPayload& payload) {
    if (payload.files == 0) return;
    out.append(": ");
    append_escaped(out, payload.first_file);
    if (payload.files == 1) return;
    out.append(" and ");
    append_counted(out, payload.files - 1, "more file");
}

void append_content(const NoteContext& context, const events::BackupPayload& payload) {
    auto& out = context.out;
    if (const auto* archive = std::get_if<backup::NewArchive>(&payload.message)) {
        out.append("archive ");
        append_escaped(out, archive->file_name);
        out.append(" begins");
        if (archive->tablespace_path.empty()) return;
        out.append(", the tablespace at ");
        append_escaped(out, archive->tablespace_path);
    } else if (std::holds_alternative<backup::ManifestStart>(payload.message)) {
        out.append("the manifest begins");
    } else if (const auto* progress = std::get_if<backup::Progress>(&payload.message)) {
        append_byte_count(out, progress->bytes_done);
        out.append(" are done");
    } else if (std::holds_alternative<backup::ArchiveData>(payload.message)) {
        append_byte_count(out, payload.data_bytes);
        if (!payload.archive.empty()) {
            out.append(" of ");
            append_escaped(out, payload.archive);
        }
        append_files(out, payload);
    } else {
        out.append("no message of a backup");
    }
}

/// Formats that PostgreSQL does not have.
bool is_foreign(const events::RowsPayload& payload) noexcept {
    using copy::Format;
    return payload.format == to_string(Format::hyper_binary) ||
           payload.format == to_string(Format::arrow_stream);
}

/// One row; names where they are known.
void append_row(const NoteContext& context, const events::RowsPayload& payload,
                std::span<const dissectors::v3::Value> row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) context.out.append(", ");
        if (payload.shape != nullptr && i < payload.shape->size()) {
            append_escaped(context.out, (*payload.shape)[i].name);
            context.out.append(" = ");
        }
        notes::append_value_note(context, row[i], copied_kind(payload, i));
    }
}

void append_rows(const NoteContext& context, const events::RowsPayload& payload) {
    constexpr std::size_t a_line_bears = 4;
    const auto rows = payload.values.size() / payload.columns;
    for (std::size_t i = 0; i < std::min(rows, a_line_bears); ++i) {
        context.out.append(i == 0 ? ": " : "; ");
        append_row(context, payload, payload.values.subspan(i * payload.columns, payload.columns));
    }
    if (rows > a_line_bears) context.out.append("; ...");
}

void append_content(const NoteContext& context, const events::RowsPayload& payload) {
    auto& out = context.out;
    if (is_foreign(payload)) out.append(payload.format).append(", ");
    if (payload.rows) {
        append_counted(out, *payload.rows, "row");
        out.append(", ");
    }
    const auto* message = context.event.as<dissectors::v3::CopyData>();
    const auto kept = message != nullptr ? message->data : Bytes{};
    append_byte_count(out, context.event.body_bytes());
    if (as_text(kept).starts_with(copy::hyper_signature) && is_foreign(payload)) {
        out.append(", of which the header takes ");
        append_number(out, copy::hyper_signature.size());
    }
    if (!context.options.show_values) return;
    if (!payload.values.empty()) {
        append_rows(context, payload);
        return;
    }
    out.append(": ");
    notes::append_value_note(context, {.null = false, .bytes = kept},
                             {.format = std::nullopt, .secret = names_secrets(payload)});
}

}  // namespace

void append_payload_note(const NoteContext& context, const events::CopyPayload& payload) {
    std::visit([&](const auto& content) { append_content(context, content); }, payload.content);
}

}  // namespace pgoscope::report

namespace pgoscope::report {
namespace {

namespace backup = dissectors::backup;
namespace replication = dissectors::replication;
using dissectors::Lsn;
using dissectors::LsnText;

void write_lsn(JsonWriter& json, std::string_view name, Lsn lsn) {
    json.member(name, LsnText(lsn).view());
}

void write_server_time(JsonWriter& json, std::string_view name, std::int64_t time) {
    json.time_member(name, dissectors::unix_nanoseconds(time));
}

void write_lag(JsonWriter& json, std::string_view name, const events::StandbyLag& lag) {
    if (!lag.bytes && !lag.time) return;
    json.begin_object(name);
    if (lag.bytes) json.member("bytes", *lag.bytes);
    if (lag.time) json.member("time_ns", *lag.time);
    json.end_object();
}

void write_xmin(JsonWriter& json, std::string_view name,
                const replication::HotStandbyFeedback::Xmin& xmin) {
    json.begin_object(name);
    json.member("xid", xmin.xid);
    json.member("epoch", xmin.epoch);
    json.end_object();
}

void write_message(JsonWriter& json, const events::WalPayload& payload,
                   const replication::XLogData& wal) {
    write_lsn(json, "start_lsn", wal.start);
    write_lsn(json, "end_of_wal_lsn", wal.end_of_wal);
    write_server_time(json, "send_time", wal.send_time);
    json.member("wal_bytes", payload.data_bytes);
}

void write_message(JsonWriter& json, const events::WalPayload&,
                   const replication::PrimaryKeepalive& keepalive) {
    write_lsn(json, "end_of_wal_lsn", keepalive.end_of_wal);
    write_server_time(json, "send_time", keepalive.send_time);
    if (keepalive.reply_requested) json.member("reply_requested", *keepalive.reply_requested);
}

void write_message(JsonWriter& json, const events::WalPayload&,
                   const replication::PrimaryStatusUpdate& status) {
    write_lsn(json, "lsn", status.lsn);
    json.integer_text("oldest_full_xid_in_commit", status.oldest_full_xid_in_commit);
    json.integer_text("next_full_xid", status.next_full_xid);
    write_server_time(json, "send_time", status.send_time);
}

void write_message(JsonWriter& json, const events::WalPayload& payload,
                   const replication::StandbyStatusUpdate& status) {
    write_lsn(json, "written_lsn", status.written);
    write_lsn(json, "flushed_lsn", status.flushed);
    write_lsn(json, "applied_lsn", status.applied);
    write_server_time(json, "send_time", status.send_time);
    if (status.reply_requested) json.member("reply_requested", *status.reply_requested);
    write_lag(json, "write_lag", payload.write);
    write_lag(json, "flush_lag", payload.flush);
    write_lag(json, "apply_lag", payload.apply);
}

void write_message(JsonWriter& json, const events::WalPayload&,
                   const replication::HotStandbyFeedback& feedback) {
    write_server_time(json, "send_time", feedback.send_time);
    write_xmin(json, "xmin", feedback.xmin);
    if (feedback.catalog_xmin) write_xmin(json, "catalog_xmin", *feedback.catalog_xmin);
}

void write_message(JsonWriter& json, const events::WalPayload&,
                   const replication::RequestPrimaryStatus& request) {
    write_server_time(json, "send_time", request.send_time);
}

void write_message(JsonWriter&, const events::WalPayload&, const replication::Unknown&) {}

void write_content(const FieldContext& context, const events::WalPayload& payload) {
    auto& json = context.json;
    json.begin_object("replication");
    json.member("message", replication::name_of(payload.message));
    std::visit([&](const auto& message) { write_message(json, payload, message); },
               payload.message);
    if (payload.round_trip) json.member("round_trip_ns", *payload.round_trip);
    if (payload.logical) {
        json.begin_object("logical");
        write_logical_fields(context, *payload.logical);
        json.end_object();
    }
    json.end_object();
}

void write_content(const FieldContext& context, const events::BackupPayload& payload) {
    auto& json = context.json;
    json.begin_object("backup");
    json.member("message", backup::name_of(payload.message));
    if (const auto* archive = std::get_if<backup::NewArchive>(&payload.message)) {
        json.text_member("archive", archive->file_name);
        json.text_member("tablespace", archive->tablespace_path);
    } else if (!payload.archive.empty()) {
        json.text_member("archive", payload.archive);
    }
    if (const auto* progress = std::get_if<backup::Progress>(&payload.message))
        json.member("bytes_done", progress->bytes_done);
    if (std::holds_alternative<backup::ArchiveData>(payload.message))
        json.member("archive_bytes", payload.data_bytes);
    if (payload.files > 0) {
        json.member("files", payload.files);
        json.text_member("first_file", payload.first_file);
    }
    json.end_object();
}

/// A row in the form that a list of values has.
struct Row {
    std::span<const dissectors::v3::Value> values;
    [[nodiscard]] std::size_t count() const noexcept { return values.size(); }
    [[nodiscard]] auto begin() const noexcept { return values.begin(); }
    [[nodiscard]] auto end() const noexcept { return values.end(); }
};

/// All of it is hidden where one of its columns is one of secrets, for nothing tells which bytes
/// are that column's.
std::string_view shown_data(const FieldContext& context, const events::RowsPayload& payload,
                            Bytes data) {
    return names_secrets(payload) ? "redacted" : context.sql.value(as_text(data));
}

void write_content(const FieldContext& context, const events::RowsPayload& payload) {
    auto& json = context.json;
    if (context.options.show_values)
        if (const auto* message = context.event.as<dissectors::v3::CopyData>())
            json.text_member("data", shown_data(context, payload, message->data));
    json.begin_object("rows");
    json.member("format", payload.format);
    if (payload.rows) json.member("count", *payload.rows);
    const auto kind_of = [&](std::size_t index) { return copied_kind(payload, index); };
    if (payload.fields) {
        write_value_list(context, "columns", *payload.fields, kind_of);
    } else if (!payload.values.empty() && payload.values.size() == payload.columns) {
        write_value_list(context, "columns", Row{payload.values}, kind_of);
    } else if (!payload.values.empty()) {
        json.begin_array("each");
        for (auto rest = payload.values; !rest.empty(); rest = rest.subspan(payload.columns)) {
            json.begin_object();
            write_value_list(context, "columns", Row{rest.first(payload.columns)}, kind_of);
            json.end_object();
        }
        json.end_array();
    }
    if (payload.shape != nullptr) {
        json.begin_array("names");
        for (const auto& column : *payload.shape)
            (void)json.text_value(column.name);
        json.end_array();
    }
    if (!payload.types_from.empty()) json.member("types_from", payload.types_from);
    json.end_object();
}

}  // namespace

void write_payload_fields(const FieldContext& context, const events::CopyPayload& payload) {
    if (context.event.as<dissectors::v3::CopyData>() != nullptr)
        context.json.member("data_bytes", context.event.body_bytes());
    std::visit([&](const auto& content) { write_content(context, content); }, payload.content);
}

}  // namespace pgoscope::report
