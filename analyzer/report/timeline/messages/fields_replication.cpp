#include <span>

#include "analyzer/events/copy_payload.h"
#include "analyzer/report/timeline/messages/copy_payload_report.h"
#include "analyzer/report/timeline/messages/value_lists.h"
#include "dissectors/server_time.h"

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
