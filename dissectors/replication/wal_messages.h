#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "dissectors/bytes.h"
#include "dissectors/lsn.h"
#include "dissectors/message_name.h"

/// What CopyData holds while a replication connection is in CopyBoth (PostgreSQL documentation,
/// "Streaming Replication Protocol"; protocol.md, section C.3). A position is that of the last byte
/// plus one. A time is in microseconds since 2000-01-01 00:00 UTC, by its sender's clock: see
/// server_time.h. Views are valid as long as the bytes they were made from.
namespace pgoscope::dissectors::replication {

/// WAL of a physical stream, output of the plugin of a logical one.
struct XLogData {
    Lsn start = 0;       ///< of the data; logical: 0 when it is not the last of its change
    Lsn end_of_wal = 0;  ///< logical: repeats `start`
    std::int64_t send_time = 0;
    Bytes data;
};
struct PrimaryKeepalive {
    Lsn end_of_wal = 0;
    std::int64_t send_time = 0;
    std::optional<bool> reply_requested;  ///< absent before 9.3
};
/// Since 19, answers RequestPrimaryStatus.
struct PrimaryStatusUpdate {
    Lsn lsn = 0;
    std::uint64_t oldest_full_xid_in_commit = 0;  ///< epoch in the upper half
    std::uint64_t next_full_xid = 0;
    std::int64_t send_time = 0;
};
struct StandbyStatusUpdate {
    Lsn written = 0;
    Lsn flushed = 0;
    Lsn applied = 0;
    std::int64_t send_time = 0;
    std::optional<bool> reply_requested;  ///< absent before 9.3
};
struct HotStandbyFeedback {
    struct Xmin {
        std::uint32_t xid = 0;  ///< 0 = none
        std::uint32_t epoch = 0;
    };
    std::int64_t send_time = 0;
    Xmin xmin;
    std::optional<Xmin> catalog_xmin;  ///< since 10
};
/// Since 19.
struct RequestPrimaryStatus {
    std::int64_t send_time = 0;
};
/// Not a message of this direction by letter and length.
struct Unknown {
    Bytes data;
};

using WalMessage = std::variant<Unknown, XLogData, PrimaryKeepalive, PrimaryStatusUpdate,
                                StandbyStatusUpdate, HotStandbyFeedback, RequestPrimaryStatus>;

/// The protocol's name: `XLogData`, `PrimaryKeepalive` ...
[[nodiscard]] std::string_view name_of(const WalMessage& message) noexcept;

/// `payload` is the body of a CopyData; when it is not `complete`, only XLogData can be told, since
/// nothing but its length makes another one certain. Layouts of 9.0 to 9.2, which are structs in
/// the server's byte order, are told by length and by a time of this century.
[[nodiscard]] WalMessage dissect_wal_message(Direction direction, Bytes payload,
                                             bool complete) noexcept;

}  // namespace pgoscope::dissectors::replication
