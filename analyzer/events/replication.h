#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/packet_time.h"
#include "dissectors/backup/manifest.h"
#include "dissectors/lsn.h"
#include "dissectors/replication/wal_messages.h"

namespace pgoscope::events {

/// `unknown`: it began before the capture and sent only keepalives, which both streams have.
enum class ReplicationKind : std::uint8_t {
    physical,
    logical,
    base_backup,
    manifest_upload,
    unknown
};
[[nodiscard]] std::string_view to_string(ReplicationKind kind) noexcept;

/// One tar archive of a base backup.
struct BackupArchive {
    std::string name;        ///< `base.tar`; empty before 15, which does not name them
    std::string tablespace;  ///< where it lies; empty for the data directory
    std::string_view packing;
    std::uint64_t bytes = 0;  ///< as sent
    std::uint64_t files = 0;  ///< whose headers were read
    /// Bytes of it are missing together with message boundaries: files behind them are not listed.
    bool damaged = false;
    /// What was sent of it before is not counted, nor is its name known.
    bool began_before_capture = false;
};
struct BackupFile {
    std::string name;
    std::uint64_t bytes = 0;
};
struct BackupTablespace {
    std::string location;  ///< empty for the data directory
    std::optional<std::uint64_t> estimated_bytes;
};

/// What a base backup consists of. Lists are bounded; the counts beside them are of all.
struct BackupSummary {
    static constexpr std::size_t most_listed = 1000;

    bool incremental = false;
    std::vector<BackupTablespace> tablespaces;
    std::uint64_t tablespace_count = 0;
    std::vector<BackupArchive> archives;
    std::uint64_t archive_count = 0;
    std::vector<BackupFile> files;
    std::uint64_t file_count = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t incremental_files = 0;  ///< hold changed blocks only
    std::uint64_t progress_bytes = 0;     ///< as the server last reported
    std::optional<dissectors::backup::Manifest> manifest;
    std::uint64_t manifest_bytes = 0;  ///< none where the backup is kept at the server
    bool manifest_damaged = false;
};

/// The exchange of START_REPLICATION, BASE_BACKUP or UPLOAD_MANIFEST, complete at its end. Lag,
/// delays and changes are in the payloads of its messages.
struct ReplicationSummary {
    ReplicationKind kind = ReplicationKind::physical;
    std::uint64_t exchange = 0;
    PacketTime began = 0;
    PacketTime ended = 0;
    bool gap = false;  ///< bytes of it are missing from the capture

    std::string slot;
    std::string plugin;  ///< of a logical stream, as far as it is known
    std::optional<std::uint32_t> timeline;
    std::optional<std::string> proto_version;  ///< pgoutput's option
    std::optional<dissectors::Lsn> requested_lsn;
    std::optional<dissectors::Lsn> first_lsn;  ///< sent; of a backup: where it starts and ends
    std::optional<dissectors::Lsn> last_lsn;

    std::uint64_t frontend_messages = 0;  ///< CopyData
    std::uint64_t backend_messages = 0;
    std::uint64_t data_bytes = 0;  ///< WAL, output of the plugin, archives, or manifest
    std::uint64_t keepalives = 0;
    std::uint64_t status_updates = 0;
    std::uint64_t malformed = 0;  ///< messages of the plugin
    std::uint64_t cut = 0;  ///< of those: their ends were not read, nor what is in them counted

    // What the standby reported last.
    std::optional<dissectors::Lsn> written;
    std::optional<dissectors::Lsn> flushed;
    std::optional<dissectors::Lsn> applied;
    std::uint64_t feedbacks = 0;
    std::optional<dissectors::replication::HotStandbyFeedback::Xmin> xmin;
    std::optional<dissectors::replication::HotStandbyFeedback::Xmin> catalog_xmin;

    /// Changes of streamed and prepared transactions that have not ended.
    std::uint64_t changes_undecided = 0;
    /// Changes of which is not known whether a rollback took them back: their transactions are not
    /// known, or too many to be kept apart.
    std::uint64_t changes_of_unknown_outcome = 0;
    std::uint64_t relations_forgotten = 0;  ///< and types, by the bound on how many are kept

    std::optional<BackupSummary> backup;
};

}  // namespace pgoscope::events
