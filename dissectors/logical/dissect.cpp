#include "dissectors/logical/dissect.h"

#include <array>

#include "dissectors/v3/body_reader.h"

namespace pgoscope::dissectors::logical {
namespace {

/// The fields of one message, and whether the xid of a streamed block comes first.
class MessageReader : public v3::BodyReader {
  public:
    MessageReader(v3::Body body, bool in_stream) noexcept
        : BodyReader(body), in_stream_(in_stream) {}

    [[nodiscard]] std::optional<Xid> streamed_xid() noexcept {
        if (!in_stream_) return std::nullopt;
        return u32();
    }
    [[nodiscard]] TupleData tuple() noexcept { return list<ColumnValue>(1); }

  private:
    bool in_stream_;
};

Message read_begin(MessageReader& reader) noexcept {
    Begin begin;
    begin.final_lsn = reader.u64();
    begin.commit_time = reader.i64();
    begin.xid = reader.u32();
    return begin;
}

Message read_commit(MessageReader& reader) noexcept {
    Commit commit;
    commit.flags = reader.u8();
    commit.commit_lsn = reader.u64();
    commit.end_lsn = reader.u64();
    commit.commit_time = reader.i64();
    return commit;
}

Message read_origin(MessageReader& reader) noexcept {
    const auto commit_lsn = reader.u64();
    return Origin{commit_lsn, reader.text()};
}

Message read_relation(MessageReader& reader) noexcept {
    RelationMessage relation;
    relation.xid = reader.streamed_xid();
    relation.oid = reader.u32();
    relation.schema = reader.text();
    relation.name = reader.text();
    relation.replica_identity = static_cast<char>(reader.u8());
    relation.columns = reader.list<RelationColumn>(10);
    return relation;
}

Message read_type(MessageReader& reader) noexcept {
    TypeMessage type;
    type.xid = reader.streamed_xid();
    type.oid = reader.u32();
    type.schema = reader.text();
    type.name = reader.text();
    return type;
}

Message read_insert(MessageReader& reader) noexcept {
    Insert insert;
    insert.xid = reader.streamed_xid();
    insert.relation_oid = reader.u32();
    reader.require(reader.u8() == 'N');
    insert.new_tuple = reader.tuple();
    return insert;
}

Message read_update(MessageReader& reader) noexcept {
    Update update;
    update.xid = reader.streamed_xid();
    update.relation_oid = reader.u32();
    auto kind = static_cast<char>(reader.u8());
    if (kind == 'K' || kind == 'O') {
        update.old_kind = kind;
        update.old_tuple = reader.tuple();
        kind = static_cast<char>(reader.u8());
    }
    reader.require(kind == 'N');
    update.new_tuple = reader.tuple();
    return update;
}

Message read_delete(MessageReader& reader) noexcept {
    Delete removal;
    removal.xid = reader.streamed_xid();
    removal.relation_oid = reader.u32();
    removal.old_kind = static_cast<char>(reader.u8());
    reader.require(removal.old_kind == 'K' || removal.old_kind == 'O');
    removal.old_tuple = reader.tuple();
    return removal;
}

Message read_truncate(MessageReader& reader) noexcept {
    Truncate truncate;
    truncate.xid = reader.streamed_xid();
    const auto count = reader.u32();
    truncate.flags = reader.u8();
    truncate.relations = List<RelationOid>::take(reader, count, 4);
    return truncate;
}

Message read_logical_message(MessageReader& reader) noexcept {
    LogicalMessage message;
    message.xid = reader.streamed_xid();
    message.flags = reader.u8();
    message.lsn = reader.u64();
    message.prefix = reader.text();
    message.content_bytes = reader.u32();
    message.content = reader.bytes_at_hand(message.content_bytes);
    return message;
}

Message read_stream_start(MessageReader& reader) noexcept {
    const auto xid = reader.u32();
    return StreamStart{xid, reader.u8() != 0};
}

Message read_stream_stop(MessageReader& /*reader*/) noexcept {
    return StreamStop{};
}

Message read_stream_commit(MessageReader& reader) noexcept {
    StreamCommit commit;
    commit.xid = reader.u32();
    commit.flags = reader.u8();
    commit.commit_lsn = reader.u64();
    commit.end_lsn = reader.u64();
    commit.commit_time = reader.i64();
    return commit;
}

Message read_stream_abort(MessageReader& reader) noexcept {
    StreamAbort abort;
    abort.xid = reader.u32();
    abort.subtransaction_xid = reader.u32();
    if (reader.remaining() > 0) {
        abort.abort_lsn = reader.u64();
        abort.abort_time = reader.i64();
    }
    return abort;
}

Message read_begin_prepare(MessageReader& reader) noexcept {
    BeginPrepare begin;
    begin.prepare_lsn = reader.u64();
    begin.end_lsn = reader.u64();
    begin.prepare_time = reader.i64();
    begin.xid = reader.u32();
    begin.gid = reader.text();
    return begin;
}

template <class View>
Message read_prepare(MessageReader& reader) noexcept {
    View prepare;
    prepare.flags = reader.u8();
    prepare.prepare_lsn = reader.u64();
    prepare.end_lsn = reader.u64();
    prepare.prepare_time = reader.i64();
    prepare.xid = reader.u32();
    prepare.gid = reader.text();
    return prepare;
}

Message read_commit_prepared(MessageReader& reader) noexcept {
    CommitPrepared commit;
    commit.flags = reader.u8();
    commit.commit_lsn = reader.u64();
    commit.end_lsn = reader.u64();
    commit.commit_time = reader.i64();
    commit.xid = reader.u32();
    commit.gid = reader.text();
    return commit;
}

Message read_rollback_prepared(MessageReader& reader) noexcept {
    RollbackPrepared rollback;
    rollback.flags = reader.u8();
    rollback.prepare_end_lsn = reader.u64();
    rollback.rollback_end_lsn = reader.u64();
    rollback.prepare_time = reader.i64();
    rollback.rollback_time = reader.i64();
    rollback.xid = reader.u32();
    rollback.gid = reader.text();
    return rollback;
}

Message read_unknown(MessageReader& reader) noexcept {
    return Unknown{reader.rest()};
}

using Decoder = Message (*)(MessageReader&) noexcept;

constexpr std::array<Decoder, 256> decoder_table() {
    std::array<Decoder, 256> table{};
    table.fill(&read_unknown);
    table['B'] = &read_begin;
    table['C'] = &read_commit;
    table['O'] = &read_origin;
    table['R'] = &read_relation;
    table['Y'] = &read_type;
    table['I'] = &read_insert;
    table['U'] = &read_update;
    table['D'] = &read_delete;
    table['T'] = &read_truncate;
    table['M'] = &read_logical_message;
    table['S'] = &read_stream_start;
    table['E'] = &read_stream_stop;
    table['c'] = &read_stream_commit;
    table['A'] = &read_stream_abort;
    table['b'] = &read_begin_prepare;
    table['P'] = &read_prepare<Prepare>;
    table['K'] = &read_commit_prepared;
    table['r'] = &read_rollback_prepared;
    table['p'] = &read_prepare<StreamPrepare>;
    return table;
}
constexpr auto decoders = decoder_table();

}  // namespace

Dissection dissect_pgoutput(v3::Body data, bool in_stream) noexcept {
    MessageReader reader(data, in_stream);
    const auto letter = reader.u8();
    Dissection dissection;
    if (reader.ok()) dissection.message = decoders[letter](reader);
    dissection.malformation = reader.verdict();
    if (reader.ok() && std::holds_alternative<Unknown>(dissection.message))
        dissection.malformation = v3::Malformation::unknown_type;
    dissection.offset = static_cast<std::uint32_t>(reader.offset());
    return dissection;
}

}  // namespace pgoscope::dissectors::logical
