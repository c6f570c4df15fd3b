#include "analyzer/session/replication/base_backup.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "dissectors/backup/messages.h"
#include "dissectors/backup/recognise.h"

namespace pgoscope::session {
namespace {

namespace backup = dissectors::backup;
namespace replication = dissectors::replication;
namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::BackupSummary;
using events::ReplicationKind;

constexpr std::size_t longest_name = 1024;

/// Columns of the results that BASE_BACKUP sends beside its archives.
constexpr std::uint32_t position_columns = 2;         ///< LSN, timeline
constexpr std::uint32_t position_columns_of_9_1 = 1;  ///< LSN
constexpr std::uint32_t tablespace_columns = 3;       ///< OID, location, size in kB

template <class Number>
std::optional<Number> number_in(std::string_view text) noexcept {
    Number number{};
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::string_view command_name(replication::CommandKind kind) noexcept {
    return kind == replication::CommandKind::base_backup ? "BASE_BACKUP" : "UPLOAD_MANIFEST";
}

}  // namespace

BackupContents::Generation BackupContents::generation_of(std::string_view server_version) noexcept {
    constexpr unsigned first_with_messages = 15;
    const auto major = number_in<unsigned>(
        server_version.substr(0, server_version.find_first_not_of("0123456789")));
    if (!major) return Generation::unknown;
    return *major >= first_with_messages ? Generation::with_messages : Generation::bare;
}

BackupContents::BackupContents(std::uint64_t exchange,
                               const replication::ReplicationCommand& command,
                               std::string_view server_version)
    : CopyContents(exchange, command_name(command.kind)),
      generation_(generation_of(server_version)) {
    summary_.exchange = exchange;
    auto& totals = summary_.backup.emplace();
    totals.incremental = command.find_option("incremental") != nullptr;
    if (command.kind == replication::CommandKind::base_backup) {
        summary_.kind = ReplicationKind::base_backup;
        return;
    }
    summary_.kind = ReplicationKind::manifest_upload;
    generation_ = Generation::bare;
    target_ = Target::manifest;
    manifest_.emplace();
}

std::unique_ptr<BackupContents> BackupContents::found_in(Direction direction, v3::Body copy_data,
                                                         std::string_view server_version) {
    if (direction != Direction::backend) return nullptr;
    const auto recognition = backup::recognise(copy_data.bytes, copy_data.complete);
    if (recognition == backup::Recognition::none) return nullptr;
    replication::ReplicationCommand command;
    command.kind = replication::CommandKind::base_backup;
    auto found = std::make_unique<BackupContents>(0, command, server_version);
    found->generation_ =
        recognition == backup::Recognition::bare ? Generation::bare : Generation::with_messages;
    found->began_before_ = true;
    found->open_from_server();
    return found;
}

void BackupContents::lose_boundary() {
    summary_.gap = true;
    if (target_ == Target::archive) archive_.damaged = true;
    if (manifest_) manifest_->skip();
    // The archive may have ended in the gap and others begun.
    if (generation_ == Generation::with_messages) {
        end_archive();
        target_ = Target::unknown;
    }
}

const events::CopyPayload* BackupContents::read(const events::MessageEvent& event) {
    if (summary_.began == 0) summary_.began = event.first_time;
    summary_.ended = event.time;
    if (event.missing_bytes > 0) summary_.gap = true;
    switch (event.name()) {
        case MessageName::DataRow:
            read_result(*event.as<v3::DataRow>());
            return nullptr;
        case MessageName::CopyOutResponse:
            if (generation_ == Generation::bare) begin_bare_archive();
            return nullptr;
        case MessageName::CopyDone:
            end_archive();
            return nullptr;
        case MessageName::CopyData:
            return read_data(event, event.as<v3::CopyData>()->data);
        default:
            return nullptr;
    }
}

void BackupContents::read_result(const v3::DataRow& row) {
    auto column = row.columns.begin();
    const auto next_text = [&] {
        if (column == row.columns.end()) return std::string_view{};
        const auto text = as_text(column->bytes);
        ++column;
        return text;
    };
    const auto columns = row.columns.count();
    if (columns == position_columns || columns == position_columns_of_9_1) {
        const auto lsn = dissectors::parse_lsn(next_text());
        if (!lsn) return;
        const bool is_end = summary_.first_lsn || began_before_;
        (is_end ? summary_.last_lsn : summary_.first_lsn) = lsn;
        summary_.timeline = number_in<std::uint32_t>(next_text());
    } else if (columns == tablespace_columns) {
        auto& tablespaces = summary_.backup->tablespaces;
        ++summary_.backup->tablespace_count;
        if (tablespaces.size() >= BackupSummary::most_listed) return;
        (void)next_text();
        auto& tablespace = tablespaces.emplace_back();
        tablespace.location = next_text().substr(0, longest_name);
        constexpr std::uint64_t kilobyte = 1024;
        const auto kilobytes = number_in<std::uint64_t>(next_text());
        if (kilobytes && *kilobytes <= std::numeric_limits<std::int64_t>::max() / kilobyte)
            tablespace.estimated_bytes = *kilobytes * kilobyte;
    }
}

void BackupContents::begin_archive(std::string_view name, std::string_view tablespace) {
    end_archive();
    archive_.name = name.substr(0, longest_name);
    archive_.tablespace = tablespace.substr(0, longest_name);
    reader_ = {};
    target_ = Target::archive;
}

void BackupContents::begin_found(Bytes data) {
    constexpr std::string_view manifest = R"({ "PostgreSQL-Backup-Manifest-Version")";
    // Behind a gap it may be any of those that have names.
    const bool may_begin = generation_ == Generation::bare || !summary_.gap;
    if (generation_ == Generation::bare && as_text(data).starts_with(manifest)) {
        target_ = Target::manifest;
        manifest_.emplace();
    } else if (may_begin && backup::begins_tar_entry(data)) {
        begin_archive({}, {});
        archive_.began_before_capture = bare_archives_ == 0;
    }
}

void BackupContents::begin_bare_archive() {
    // One for each tablespace in the order of the result; what follows them is the manifest.
    const auto& tablespaces = summary_.backup->tablespaces;
    const auto index = bare_archives_++;
    if (began_before_) return;  // its data tells whether it is one
    if (!tablespaces.empty() && index >= summary_.backup->tablespace_count) {
        target_ = Target::manifest;
        manifest_.emplace();
        return;
    }
    begin_archive({},
                  index < tablespaces.size() ? tablespaces[index].location : std::string_view{});
}

void BackupContents::end_archive() {
    if (target_ != Target::archive) return;
    target_ = Target::unknown;
    auto& totals = *summary_.backup;
    ++totals.archive_count;
    archive_.packing = to_string(reader_.packing());
    if (totals.archives.size() < BackupSummary::most_listed)
        totals.archives.push_back(std::move(archive_));
    archive_ = {};
}

const events::CopyPayload* BackupContents::read_data(const events::MessageEvent& event,
                                                     Bytes data) {
    ++(event.direction == Direction::frontend ? summary_.frontend_messages
                                              : summary_.backend_messages);
    auto& payload = payload_.content.emplace<events::BackupPayload>();
    const auto message = backup::dissect_backup_message(data, !event.truncated);
    if (generation_ == Generation::unknown) {
        generation_ = std::holds_alternative<backup::NewArchive>(message)
                          ? Generation::with_messages
                          : Generation::bare;
        if (generation_ == Generation::bare) begin_bare_archive();
    }
    if (generation_ == Generation::bare)
        payload.message = backup::ArchiveData{data};
    else
        payload.message = message;

    if (const auto* archive = std::get_if<backup::NewArchive>(&payload.message)) {
        begin_archive(archive->file_name, archive->tablespace_path);
    } else if (std::holds_alternative<backup::ManifestStart>(payload.message)) {
        end_archive();
        target_ = Target::manifest;
        manifest_.emplace();
    } else if (const auto* progress = std::get_if<backup::Progress>(&payload.message)) {
        summary_.backup->progress_bytes = progress->bytes_done;
    } else if (const auto* bytes = std::get_if<backup::ArchiveData>(&payload.message)) {
        const auto framing = generation_ == Generation::bare ? 0U : 1U;
        const auto size = event.body_bytes() - framing;
        payload.data_bytes = size;
        summary_.data_bytes += size;
        if (began_before_ && target_ == Target::unknown) begin_found(bytes->data);
        take_data(bytes->data, size - std::min<std::uint64_t>(size, bytes->data.size()), payload);
    }
    if (target_ == Target::archive) payload.archive = archive_.name;
    return &payload_;
}

void BackupContents::take_data(Bytes data, std::uint64_t missing, events::BackupPayload& payload) {
    if (target_ == Target::manifest) {
        summary_.backup->manifest_bytes += data.size() + missing;
        manifest_->feed(data);
        if (missing > 0) manifest_->skip();
    } else if (target_ == Target::archive) {
        archive_.bytes += data.size() + missing;
        while (const auto entry = reader_.next(data))
            add_file(*entry, payload);
        if (missing > 0) reader_.skip(missing);
    }
}

void BackupContents::add_file(const backup::TarEntry& entry, events::BackupPayload& payload) {
    constexpr char regular_file = '0';
    if (entry.type != regular_file && entry.type != '\0') return;
    auto& totals = *summary_.backup;
    ++archive_.files;
    ++totals.file_count;
    totals.file_bytes += entry.size;
    if (entry.incremental()) ++totals.incremental_files;
    if (totals.files.size() < BackupSummary::most_listed)
        totals.files.push_back({std::string(entry.name), entry.size});
    if (payload.files++ > 0) return;
    first_file_ = entry.name;
    payload.first_file = first_file_;
}

const events::ReplicationSummary* BackupContents::finish(PacketTime) {
    end_archive();
    if (manifest_) {
        summary_.backup->manifest = manifest_->manifest();
        summary_.backup->manifest_damaged = manifest_->damaged();
    }
    return &summary_;
}

}  // namespace pgoscope::session
