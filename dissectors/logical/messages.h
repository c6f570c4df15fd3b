#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "dissectors/list.h"
#include "dissectors/lsn.h"

/// Messages of pgoutput, protocol versions 1 to 4, as views (PostgreSQL documentation, "Logical
/// Replication Message Formats"; protocol.md, section D.1). A view is valid as long as the bytes it
/// was made from. Times are microseconds since 2000-01-01 00:00 UTC: see server_time.h.
namespace pgoscope::dissectors::logical {

using Xid = std::uint32_t;

/// One column of a tuple.
struct ColumnValue {
    enum class Kind : char {
        null = 'n',
        unchanged = 'u',  ///< a TOASTed value that the change left alone; not sent
        text = 't',
        binary = 'b',
    };
    Kind kind = Kind::null;
    Bytes bytes;
    static ColumnValue read(ByteReader& reader) noexcept;
};
/// Columns in the order of the Relation message.
using TupleData = List<ColumnValue>;

/// One column of a Relation message.
struct RelationColumn {
    std::uint8_t flags = 0;  ///< 1 = part of the key
    std::string_view name;
    std::uint32_t type_oid = 0;
    std::int32_t type_modifier = -1;
    static RelationColumn read(ByteReader& reader) noexcept;
};

struct RelationOid {
    std::uint32_t oid = 0;
    static RelationOid read(ByteReader& reader) noexcept { return {reader.u32()}; }
};

struct Begin {
    Lsn final_lsn = 0;
    std::int64_t commit_time = 0;
    Xid xid = 0;
};
struct Commit {
    std::uint8_t flags = 0;
    Lsn commit_lsn = 0;
    Lsn end_lsn = 0;
    std::int64_t commit_time = 0;
};
struct Origin {
    Lsn commit_lsn = 0;
    std::string_view name;
};
// In the messages from here to LogicalMessage, `xid` is present within a streamed block only.
struct RelationMessage {
    std::optional<Xid> xid;
    std::uint32_t oid = 0;
    std::string_view schema;  ///< empty = pg_catalog
    std::string_view name;
    char replica_identity = 0;  ///< `d` default, `n` nothing, `f` full, `i` index
    List<RelationColumn> columns;
};
struct TypeMessage {
    std::optional<Xid> xid;
    std::uint32_t oid = 0;
    std::string_view schema;  ///< empty = pg_catalog
    std::string_view name;
};
/// What an old tuple holds: `K` only key columns, the others NULL; `O` all; 0 it was not sent.
using OldTupleKind = char;
struct Insert {
    std::optional<Xid> xid;
    std::uint32_t relation_oid = 0;
    TupleData new_tuple;
};
struct Update {
    std::optional<Xid> xid;
    std::uint32_t relation_oid = 0;
    OldTupleKind old_kind = 0;
    TupleData old_tuple;
    TupleData new_tuple;
};
struct Delete {
    std::optional<Xid> xid;
    std::uint32_t relation_oid = 0;
    OldTupleKind old_kind = 0;
    TupleData old_tuple;
};
struct Truncate {
    std::optional<Xid> xid;
    std::uint8_t flags = 0;  ///< 1 CASCADE, 2 RESTART IDENTITY
    List<RelationOid> relations;
};
/// What pg_logical_emit_message wrote.
struct LogicalMessage {
    std::optional<Xid> xid;
    std::uint8_t flags = 0;  ///< 1 transactional
    Lsn lsn = 0;
    std::string_view prefix;
    std::uint32_t content_bytes = 0;
    Bytes content;  ///< as far as it is at hand
};

// ---- streamed transactions, since version 2 ----

struct StreamStart {
    Xid xid = 0;
    bool first_segment = false;
};
struct StreamStop {};
struct StreamCommit {
    Xid xid = 0;
    std::uint8_t flags = 0;
    Lsn commit_lsn = 0;
    Lsn end_lsn = 0;
    std::int64_t commit_time = 0;
};
struct StreamAbort {
    Xid xid = 0;
    Xid subtransaction_xid = 0;
    std::optional<Lsn> abort_lsn;  ///< version 4 with streaming parallel, as is the time
    std::optional<std::int64_t> abort_time;
};

// ---- two-phase commit, since version 3 ----

struct BeginPrepare {
    Lsn prepare_lsn = 0;
    Lsn end_lsn = 0;
    std::int64_t prepare_time = 0;
    Xid xid = 0;
    std::string_view gid;
};
struct Prepare {
    std::uint8_t flags = 0;
    Lsn prepare_lsn = 0;
    Lsn end_lsn = 0;
    std::int64_t prepare_time = 0;
    Xid xid = 0;
    std::string_view gid;
};
struct StreamPrepare : Prepare {};
struct CommitPrepared {
    std::uint8_t flags = 0;
    Lsn commit_lsn = 0;
    Lsn end_lsn = 0;
    std::int64_t commit_time = 0;
    Xid xid = 0;
    std::string_view gid;
};
struct RollbackPrepared {
    std::uint8_t flags = 0;
    Lsn prepare_end_lsn = 0;
    Lsn rollback_end_lsn = 0;
    std::int64_t prepare_time = 0;
    std::int64_t rollback_time = 0;
    Xid xid = 0;
    std::string_view gid;
};

/// A letter that pgoutput does not have.
struct Unknown {
    Bytes data;  ///< behind the letter
};

using Message = std::variant<Unknown, Begin, Commit, Origin, RelationMessage, TypeMessage, Insert,
                             Update, Delete, Truncate, LogicalMessage, StreamStart, StreamStop,
                             StreamCommit, StreamAbort, BeginPrepare, Prepare, CommitPrepared,
                             RollbackPrepared, StreamPrepare>;

/// The documentation's name: `Begin`, `Relation`, `Stream Start` ...
[[nodiscard]] std::string_view name_of(const Message& message) noexcept;

/// The lowest protocol version that has such a message.
[[nodiscard]] unsigned least_version(const Message& message) noexcept;

}  // namespace pgoscope::dissectors::logical
