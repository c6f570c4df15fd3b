#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "dissectors/bytes.h"

/// What CopyData holds while BASE_BACKUP of PostgreSQL 15 and later sends its files (documentation,
/// "Streaming Replication Protocol"; protocol.md, section C.4). Older servers send the bytes of one
/// tar archive in each CopyOut, without these. Views are valid as long as the bytes they were made
/// from.
namespace pgoscope::dissectors::backup {

/// An archive begins: `base.tar`, or `16384.tar` for a tablespace, with what compression adds.
struct NewArchive {
    std::string_view file_name;
    std::string_view tablespace_path;  ///< empty for the data directory
};
/// Bytes of the archive or of the manifest, whichever began last.
struct ArchiveData {
    Bytes data;
};
struct ManifestStart {};
struct Progress {
    /// Of the whole backup so far, before compression; the documentation says of one tablespace.
    std::uint64_t bytes_done = 0;
};
struct Unknown {
    Bytes data;
};

using BackupMessage = std::variant<Unknown, NewArchive, ArchiveData, ManifestStart, Progress>;

[[nodiscard]] std::string_view name_of(const BackupMessage& message) noexcept;

/// `payload` is the body of a CopyData; when it is not `complete`, only ArchiveData can be told.
[[nodiscard]] BackupMessage dissect_backup_message(Bytes payload, bool complete) noexcept;

}  // namespace pgoscope::dissectors::backup
