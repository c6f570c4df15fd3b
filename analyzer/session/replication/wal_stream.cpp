#include "analyzer/session/replication/wal_stream.h"

#include <algorithm>
#include <utility>

#include "dissectors/replication/native_order.h"

namespace pgoscope::session {
namespace {

namespace logical = dissectors::logical;
namespace replication = dissectors::replication;
namespace v3 = dissectors::v3;
using events::ReplicationKind;

/// Letter, two positions and a time before the data of XLogData.
constexpr std::uint64_t wal_header = 25;

std::optional<Nanoseconds> answered(std::optional<PacketTime>& asked, PacketTime time) noexcept {
    const auto since = std::exchange(asked, std::nullopt);
    return since ? std::optional(time - *since) : std::nullopt;
}

/// Unspecified where the command is not in the capture.
ReplicationKind kind_of(replication::StreamKind stream) noexcept {
    switch (stream) {
        case replication::StreamKind::physical:
            return ReplicationKind::physical;
        case replication::StreamKind::logical:
            return ReplicationKind::logical;
        case replication::StreamKind::unspecified:
            break;
    }
    return ReplicationKind::unknown;
}

}  // namespace

ReplicationStream::ReplicationStream(std::uint64_t exchange,
                                     const replication::ReplicationCommand& command,
                                     const std::string& plugin, bool keep_values)
    : CopyContents(exchange, tag),
      logical_(plugin.empty() ? logical::plugin_of_options(command) : logical::plugin_named(plugin),
               keep_values, plugin) {
    summary_.kind = kind_of(command.stream);
    summary_.exchange = exchange;
    summary_.slot = command.slot;
    summary_.timeline = command.timeline;
    summary_.requested_lsn = command.start_lsn;
    if (const auto* version = command.find_option("proto_version"))
        summary_.proto_version = version->value;
}

std::unique_ptr<ReplicationStream> ReplicationStream::found_in(Direction direction,
                                                               v3::Body copy_data,
                                                               bool keep_values) {
    if (direction != Direction::backend) return nullptr;
    const auto message =
        replication::dissect_wal_message(direction, copy_data.bytes, copy_data.complete);
    const auto* wal = std::get_if<replication::XLogData>(&message);
    const auto* keepalive = std::get_if<replication::PrimaryKeepalive>(&message);
    if (wal == nullptr && keepalive == nullptr) return nullptr;
    if (!replication::plausible_time(wal != nullptr ? wal->send_time : keepalive->send_time))
        return nullptr;
    replication::ReplicationCommand command;
    command.kind = replication::CommandKind::start_replication;
    auto stream = std::make_unique<ReplicationStream>(0, command, std::string{}, keep_values);
    stream->open_both();
    return stream;
}

void ReplicationStream::lose_boundary() {
    summary_.gap = true;
    logical_.lose();
    lag_.lose();
    // The answers may be among what is missing.
    standby_asked_.reset();
    primary_asked_.reset();
}

void ReplicationStream::sent(dissectors::Lsn end, PacketTime time) {
    if (end == 0) return;
    summary_.last_lsn = std::max(summary_.last_lsn.value_or(0), end);
    lag_.sent(end, time);
}

const events::CopyPayload* ReplicationStream::read(const events::MessageEvent& event) {
    if (summary_.began == 0) summary_.began = event.first_time;
    summary_.ended = event.time;
    const auto* data = event.as<v3::CopyData>();
    if (data == nullptr) return nullptr;
    if (event.missing_bytes > 0) summary_.gap = true;
    ++(event.direction == Direction::frontend ? summary_.frontend_messages
                                              : summary_.backend_messages);
    auto& payload = payload_.content.emplace<events::WalPayload>();
    payload.message =
        replication::dissect_wal_message(event.direction, data->data, !event.truncated);
    if (const auto* wal = std::get_if<replication::XLogData>(&payload.message)) {
        read_wal(*wal, event, payload);
    } else if (const auto* keepalive =
                   std::get_if<replication::PrimaryKeepalive>(&payload.message)) {
        ++summary_.keepalives;
        sent(keepalive->end_of_wal, event.time);
        payload.round_trip = answered(standby_asked_, event.time);
        if (keepalive->reply_requested.value_or(false) && !primary_asked_)
            primary_asked_ = event.time;
    } else if (const auto* status =
                   std::get_if<replication::StandbyStatusUpdate>(&payload.message)) {
        read_status(*status, event.time, payload);
    } else if (const auto* feedback =
                   std::get_if<replication::HotStandbyFeedback>(&payload.message)) {
        ++summary_.feedbacks;
        summary_.xmin = feedback->xmin;
        summary_.catalog_xmin = feedback->catalog_xmin;
    }
    return &payload_;
}

bool ReplicationStream::begin_ahead(Direction direction, Bytes kept) {
    const auto message = replication::dissect_wal_message(direction, kept, false);
    const auto* wal = std::get_if<replication::XLogData>(&message);
    if (wal == nullptr) return false;
    learn_kind(*wal);
    return summary_.kind == ReplicationKind::logical && logical_.begin_ahead(wal->data);
}

/// Physical WAL ends behind its start; a logical stream repeats the start.
void ReplicationStream::learn_kind(const replication::XLogData& wal) noexcept {
    if (summary_.kind != ReplicationKind::unknown) return;
    summary_.kind =
        wal.end_of_wal <= wal.start ? ReplicationKind::logical : ReplicationKind::physical;
}

void ReplicationStream::read_wal(const replication::XLogData& wal,
                                 const events::MessageEvent& event, events::WalPayload& payload) {
    const auto size = event.body_bytes();
    payload.data_bytes = size > wal_header ? size - wal_header : 0;
    summary_.data_bytes += payload.data_bytes;
    learn_kind(wal);
    if (wal.start != 0 && !summary_.first_lsn) summary_.first_lsn = wal.start;
    if (summary_.kind == ReplicationKind::physical) {
        sent(wal.start + payload.data_bytes, event.time);
        return;
    }
    sent(wal.start, event.time);
    const bool whole = !event.truncated || ahead() == size;
    payload.logical = logical_.read({wal.data, whole}, event.time);
    if (payload.logical->malformation != v3::Malformation::none) ++summary_.malformed;
    if (payload.logical->cut) ++summary_.cut;
}

void ReplicationStream::read_status(const replication::StandbyStatusUpdate& status, PacketTime time,
                                    events::WalPayload& payload) {
    using enum ReplicationLag::Position;
    ++summary_.status_updates;
    const auto keep = [](std::optional<dissectors::Lsn>& latest, dissectors::Lsn lsn) {
        if (lsn != 0) latest = lsn;
    };
    keep(summary_.written, status.written);
    keep(summary_.flushed, status.flushed);
    keep(summary_.applied, status.applied);
    payload.write = lag_.reported(written, status.written, time);
    payload.flush = lag_.reported(flushed, status.flushed, time);
    payload.apply = lag_.reported(applied, status.applied, time);
    payload.round_trip = answered(primary_asked_, time);
    if (status.reply_requested.value_or(false) && !standby_asked_) standby_asked_ = time;
}

const events::ReplicationSummary* ReplicationStream::finish(PacketTime) {
    return so_far();
}

const events::ReplicationSummary* ReplicationStream::so_far() {
    if (summary_.kind == ReplicationKind::logical) summary_.plugin = logical_.plugin();
    summary_.relations_forgotten = logical_.relations_forgotten();
    summary_.changes_undecided = logical_.undecided().count();
    summary_.changes_of_unknown_outcome = logical_.undecided().untold();
    return &summary_;
}

}  // namespace pgoscope::session
