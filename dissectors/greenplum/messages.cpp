#include "dissectors/greenplum/messages.h"

namespace pgoscope::dissectors::greenplum {
namespace {

/// Counted text, whose count may include a NUL at its end.
std::string_view counted_text(v3::BodyReader& reader, std::uint32_t length) noexcept {
    auto text = as_text(reader.bytes(length));
    if (text.ends_with('\0')) text.remove_suffix(1);
    return text;
}

}  // namespace

Dispatch Dispatch::read(v3::BodyReader& reader) noexcept {
    Dispatch dispatch;
    dispatch.command_count = reader.u32();
    dispatch.session_user = reader.u32();
    dispatch.session_user_is_superuser = reader.u8() != 0;
    dispatch.outer_user = reader.u32();
    dispatch.outer_user_is_superuser = reader.u8() != 0;
    dispatch.current_user = reader.u32();
    dispatch.root_slice = reader.i32();
    dispatch.statement_timestamp = reader.i64();
    // Lengths come first, what they measure later and in the same order but for the transaction.
    const auto query_length = reader.u32();
    dispatch.query_tree_length = reader.u32();
    dispatch.plan_length = reader.u32();
    dispatch.parameters_length = reader.u32();
    dispatch.descriptor_length = reader.u32();
    dispatch.transaction_length = reader.u32();
    reader.skip(dispatch.transaction_length);
    dispatch.flags = reader.u32();
    const auto host_length = reader.u32();
    dispatch.sequence_server_port = reader.u32();
    dispatch.query = counted_text(reader, query_length);
    reader.skip(dispatch.query_tree_length);
    reader.skip(dispatch.plan_length);
    reader.skip(dispatch.parameters_length);
    reader.skip(dispatch.descriptor_length);
    dispatch.sequence_server_host = counted_text(reader, host_length);
    const auto slice_count = reader.u32();
    dispatch.slices = List<SliceGang>::take(reader, slice_count, 4);
    return dispatch;
}

DtxProtocolCommand DtxProtocolCommand::read(v3::BodyReader& reader) noexcept {
    DtxProtocolCommand command;
    command.command = reader.u32();
    command.logging = counted_text(reader, reader.u32());
    command.gid = counted_text(reader, reader.u32());
    command.context_length = reader.u32();
    reader.skip(command.context_length);
    return command;
}

RejectedRows RejectedRows::read(v3::BodyReader& reader) noexcept {
    constexpr std::size_t narrow = 4;
    if (reader.remaining() <= narrow) return {reader.i32(), std::nullopt};
    RejectedRows rows;
    rows.rejected = reader.i64();
    if (reader.remaining() > 0) rows.completed = reader.i64();
    return rows;
}

AORowCounts AORowCounts::read(v3::BodyReader& reader) noexcept {
    constexpr std::uint32_t relation_size = 12;
    const auto count = reader.u32();
    return {List<RelationRows>::take(reader, count, relation_size)};
}

QEStatistics QEStatistics::read(v3::BodyReader& reader) noexcept {
    return {reader.rest()};
}

QEStatus QEStatus::read(v3::BodyReader& reader) noexcept {
    const auto status = reader.text();
    return {status, reader.bytes(reader.u32())};
}

QECount QECount::read(v3::BodyReader& reader) noexcept {
    return {reader.i64()};
}

WroteXlog WroteXlog::read(v3::BodyReader& reader) noexcept {
    return {reader.u8() != 0};
}

}  // namespace pgoscope::dissectors::greenplum
