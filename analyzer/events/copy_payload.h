#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "analyzer/events/statement.h"
#include "analyzer/packet_time.h"
#include "dissectors/backup/messages.h"
#include "dissectors/copy/binary_reader.h"
#include "dissectors/logical/relation.h"
#include "dissectors/replication/wal_messages.h"
#include "dissectors/v3/dissect.h"

/// What CopyData carries. All views are valid while the message's event is.
namespace pgoscope::events {

/// One change of rows that a logical stream reports.
struct LogicalChange {
    std::string_view operation;  ///< as SQL has it: `INSERT`
    std::string relation;        ///< `public.t`; empty = not known
    std::uint64_t count = 1;     ///< such changes; more than one only in very long messages
};

/// What the output plugin of a logical stream wrote in one message.
struct LogicalPayload {
    std::string_view plugin;     ///< empty = not known
    std::string_view operation;  ///< its name for the message: `Insert`, `COMMIT`
    /// For pgoutput: the message taken apart; null otherwise.
    const dissectors::logical::Message* message = nullptr;
    dissectors::v3::Malformation malformation = dissectors::v3::Malformation::none;
    /// Table that it is about, where there is one.
    std::string_view relation;
    /// What a Relation message describes, with the names of the columns' types.
    const dissectors::logical::Relation* table = nullptr;
    /// The change with the row's values, as people read it; made only when values are kept.
    std::string_view text;
    /// None for what changes no rows, several for TRUNCATE and for plugins that put a transaction
    /// in one message.
    std::span<const LogicalChange> changes;
    /// Changes told before that this takes back: a rollback of what was streamed or prepared.
    std::span<const LogicalChange> undone;
    bool ends_transaction = false;  ///< it is committed
    /// The transaction was streamed before its end or prepared, and is rolled back.
    bool undoes_transaction = false;
    /// A text of which the end was not read: changes and the commit in that are not told.
    bool cut = false;
    /// From the commit, by the server's clock, to this message; nothing when the clocks disagree.
    std::optional<Nanoseconds> delay;
};

/// How far a standby lies behind what was sent to it, by its own report.
struct StandbyLag {
    std::optional<std::uint64_t> bytes;
    /// From the sending of the latest WAL that this report confirms to the report; nothing when it
    /// confirms none that earlier ones had not.
    std::optional<Nanoseconds> time;
};

/// A message of START_REPLICATION's stream.
struct WalPayload {
    dissectors::replication::WalMessage message;
    std::uint64_t data_bytes = 0;  ///< of XLogData's data, those not at hand included
    std::optional<LogicalPayload> logical;
    // For StandbyStatusUpdate:
    StandbyLag write;
    StandbyLag flush;
    StandbyLag apply;
    /// It is the answer that the other side had asked for this long ago.
    std::optional<Nanoseconds> round_trip;
};

/// A part of a base backup, or of the manifest that a client uploads for an incremental one.
struct BackupPayload {
    /// Of servers from 15 on; older ones send the bytes alone, which are ArchiveData here.
    dissectors::backup::BackupMessage message;
    std::string_view archive;      ///< that the data belongs to; empty = the manifest, or not known
    std::uint64_t data_bytes = 0;  ///< of ArchiveData, those not at hand included
    std::uint64_t files = 0;       ///< whose header ends in this message
    std::string_view first_file;   ///< the first of them
};

/// Rows of a COPY statement.
struct RowsPayload {
    std::string_view format;            ///< `text`, `csv`, `json`, `binary` ...
    std::optional<std::uint64_t> rows;  ///< that end in this message; nothing = not countable
    std::optional<dissectors::List<dissectors::v3::Value>> fields;  ///< of its only binary row
    /// When values are kept, those of the rows that end in this message, one row behind the other;
    /// a row of which not all is at hand is not among them.
    std::span<const dissectors::v3::Value> values;
    std::size_t columns = 0;  ///< of every row
    /// Of the rows; null where the session was not told of it. COPY itself tells no types.
    const ResultShape* shape = nullptr;
    std::string_view types_from;  ///< what told: `SELECT of the table` ...
    bool of_secrets = false;      ///< the COPY names a column that holds secrets
};

struct CopyPayload {
    std::variant<RowsPayload, WalPayload, BackupPayload> content;

    /// It comes in long runs of little interest each.
    [[nodiscard]] bool is_bulk() const noexcept {
        const auto* wal = std::get_if<WalPayload>(&content);
        if (wal != nullptr)
            return !wal->logical &&
                   std::holds_alternative<dissectors::replication::XLogData>(wal->message);
        const auto* backup = std::get_if<BackupPayload>(&content);
        return backup == nullptr ||
               !std::holds_alternative<dissectors::backup::NewArchive>(backup->message);
    }
};

}  // namespace pgoscope::events
