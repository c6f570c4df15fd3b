#include "dissectors/replication/wal_messages.h"

#include <array>

#include "dissectors/replication/native_order.h"

namespace pgoscope::dissectors::replication {
namespace {

constexpr std::size_t time_bytes = 8;

WalMessage read_xlog_data(ByteReader reader) noexcept {
    ByteReader old = reader;
    XLogData wal;
    wal.start = reader.u64();
    wal.end_of_wal = reader.u64();
    ByteReader time = reader;
    wal.send_time = reader.i64();
    wal.data = reader.rest();
    if (plausible_time(wal.send_time)) return wal;
    // The header had the same length before 9.3, so only the time can tell.
    if (const auto order = NativeOrder::of_time(time.bytes(time_bytes))) {
        wal.start = order->lsn(old);
        wal.end_of_wal = order->lsn(old);
        wal.send_time = order->time(old);
    }
    return wal;
}

WalMessage read_keepalive(ByteReader reader) noexcept {
    PrimaryKeepalive keepalive;
    keepalive.end_of_wal = reader.u64();
    keepalive.send_time = reader.i64();
    keepalive.reply_requested = reader.u8() != 0;
    return keepalive;
}

WalMessage read_old_keepalive(ByteReader reader, NativeOrder order) noexcept {
    PrimaryKeepalive keepalive;
    keepalive.end_of_wal = order.lsn(reader);
    keepalive.send_time = order.time(reader);
    return keepalive;
}

WalMessage read_primary_status(ByteReader reader) noexcept {
    PrimaryStatusUpdate status;
    status.lsn = reader.u64();
    status.oldest_full_xid_in_commit = reader.u64();
    status.next_full_xid = reader.u64();
    status.send_time = reader.i64();
    return status;
}

WalMessage read_standby_status(ByteReader reader) noexcept {
    StandbyStatusUpdate status;
    status.written = reader.u64();
    status.flushed = reader.u64();
    status.applied = reader.u64();
    status.send_time = reader.i64();
    status.reply_requested = reader.u8() != 0;
    return status;
}

WalMessage read_old_standby_status(ByteReader reader, NativeOrder order) noexcept {
    StandbyStatusUpdate status;
    status.written = order.lsn(reader);
    status.flushed = order.lsn(reader);
    status.applied = order.lsn(reader);
    status.send_time = order.time(reader);
    return status;
}

HotStandbyFeedback::Xmin read_xmin(ByteReader& reader) noexcept {
    const auto xid = reader.u32();
    return {xid, reader.u32()};
}

WalMessage read_feedback(ByteReader reader) noexcept {
    HotStandbyFeedback feedback;
    feedback.send_time = reader.i64();
    feedback.xmin = read_xmin(reader);
    if (reader.remaining() > 0) feedback.catalog_xmin = read_xmin(reader);
    return feedback;
}

// From 9.3 to 9.6 the time came first, before that last, in a struct of the same length.
WalMessage read_short_feedback(ByteReader reader) noexcept {
    ByteReader first = reader;
    if (plausible_time(first.i64())) return read_feedback(reader);
    const auto order = NativeOrder::of_time(first.bytes(time_bytes));
    if (!order) return read_feedback(reader);
    HotStandbyFeedback feedback;
    const auto xid = order->u32(reader);
    feedback.xmin = {xid, order->u32(reader)};
    feedback.send_time = order->time(reader);
    return feedback;
}

WalMessage read_request_status(ByteReader reader) noexcept {
    return RequestPrimaryStatus{reader.i64()};
}

// The layouts of 9.3 and later, and how long what follows the letter is.
struct Layout {
    Direction direction;
    char letter;
    std::size_t length;
    WalMessage (*read)(ByteReader) noexcept;
};
constexpr std::array layouts{
    Layout{Direction::backend, 'k', 17, &read_keepalive},
    Layout{Direction::backend, 's', 32, &read_primary_status},
    Layout{Direction::frontend, 'r', 33, &read_standby_status},
    Layout{Direction::frontend, 'h', 24, &read_feedback},
    Layout{Direction::frontend, 'h', 16, &read_short_feedback},
    Layout{Direction::frontend, 'p', 8, &read_request_status},
};

// Those of 9.1 and 9.2 that differ in length; both end with their time.
struct OldLayout {
    Direction direction;
    char letter;
    std::size_t length;
    WalMessage (*read)(ByteReader, NativeOrder) noexcept;
};
constexpr std::array old_layouts{
    OldLayout{Direction::backend, 'k', 16, &read_old_keepalive},
    OldLayout{Direction::frontend, 'r', 32, &read_old_standby_status},
};

constexpr std::size_t xlog_data_header = 24;

constexpr std::array<std::string_view, std::variant_size_v<WalMessage>> names{
    "Unknown",
    "XLogData",
    "PrimaryKeepalive",
    "PrimaryStatusUpdate",
    "StandbyStatusUpdate",
    "HotStandbyFeedback",
    "RequestPrimaryStatus",
};

}  // namespace

std::string_view name_of(const WalMessage& message) noexcept {
    return names[message.index()];
}

WalMessage dissect_wal_message(Direction direction, Bytes payload, bool complete) noexcept {
    if (payload.empty()) return Unknown{payload};
    const auto letter = static_cast<char>(payload.front());
    const auto fields = payload.subspan(1);
    if (direction == Direction::backend && letter == 'w' && fields.size() >= xlog_data_header)
        return read_xlog_data(ByteReader(fields));
    if (!complete) return Unknown{payload};

    for (const auto& layout : layouts)
        if (layout.direction == direction && layout.letter == letter &&
            layout.length == fields.size())
            return layout.read(ByteReader(fields));
    for (const auto& layout : old_layouts) {
        if (layout.direction != direction || layout.letter != letter ||
            layout.length != fields.size())
            continue;
        if (const auto order = NativeOrder::of_time(fields.last(time_bytes)))
            return layout.read(ByteReader(fields), *order);
    }
    return Unknown{payload};
}

}  // namespace pgoscope::dissectors::replication
