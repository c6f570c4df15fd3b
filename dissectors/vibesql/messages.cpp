#include "dissectors/vibesql/messages.h"

#include <algorithm>
#include <bit>

namespace pgoscope::dissectors::vibesql {
namespace {

constexpr std::uint32_t smallest_value = 4;
constexpr std::uint32_t smallest_row = 2;

/// How many of the first `columns` bits are set; the padding of the last byte says nothing.
std::uint32_t columns_sent(Bytes bitmap, std::uint16_t columns) noexcept {
    std::uint32_t sent = 0;
    for (const auto byte : bitmap)
        sent += static_cast<std::uint32_t>(std::popcount(byte));
    if (columns % 8 != 0 && !bitmap.empty()) {
        const auto padding = static_cast<std::uint8_t>(bitmap.back() >> columns % 8);
        sent -= static_cast<std::uint32_t>(std::popcount(padding));
    }
    return sent;
}

UpdateType read_update_type(v3::BodyReader& reader) noexcept {
    const auto type = reader.u8();
    reader.require(type <= static_cast<std::uint8_t>(UpdateType::selective_update));
    return reader.ok() ? UpdateType{type} : UpdateType::full;
}

SelectiveUpdates read_selective_updates(v3::BodyReader& reader) noexcept {
    constexpr std::uint8_t has_enabled = 1;
    constexpr std::uint8_t has_min_columns = 2;
    constexpr std::uint8_t has_max_ratio = 4;

    SelectiveUpdates updates;
    const auto flags = reader.u8();
    reader.require(flags <= (has_enabled | has_min_columns | has_max_ratio));
    if ((flags & has_enabled) != 0) updates.enabled = reader.u8() != 0;
    if ((flags & has_min_columns) != 0) updates.min_changed_columns = reader.u16();
    if ((flags & has_max_ratio) != 0)
        updates.max_changed_columns_ratio = std::bit_cast<double>(reader.u64());
    return updates;
}

}  // namespace

SubscriptionId SubscriptionId::read(ByteReader& reader) noexcept {
    SubscriptionId id;
    std::ranges::copy(reader.bytes(id.bytes.size()), id.bytes.begin());
    return id;
}

SubscriptionId::Text SubscriptionId::text() const noexcept {
    constexpr std::string_view digits = "0123456789abcdef";
    Text text{};
    auto out = text.begin();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        *out++ = digits[bytes.at(i) >> 4U];
        *out++ = digits[bytes.at(i) & 0xfU];
    }
    return text;
}

std::string_view to_string(UpdateType type) noexcept {
    switch (type) {
        case UpdateType::full:
            return "Full";
        case UpdateType::delta_insert:
            return "DeltaInsert";
        case UpdateType::delta_update:
            return "DeltaUpdate";
        case UpdateType::delta_delete:
            return "DeltaDelete";
        case UpdateType::selective_update:
            return "SelectiveUpdate";
    }
    return "";
}

bool is_null(const v3::Value& value) noexcept {
    return value.null || as_text(value.bytes) == "NULL";
}

Row Row::read(ByteReader& reader) noexcept {
    const auto count = reader.u16();
    return {List<v3::Value>::take(reader, count, smallest_value)};
}

PartialRow PartialRow::read(ByteReader& reader) noexcept {
    PartialRow row;
    row.total_columns = reader.u16();
    row.bitmap = reader.bytes((std::uint32_t{row.total_columns} + 7) / 8);
    row.values =
        List<v3::Value>::take(reader, columns_sent(row.bitmap, row.total_columns), smallest_value);
    return row;
}

Subscribe Subscribe::read(v3::BodyReader& reader) noexcept {
    Subscribe subscribe;
    subscribe.query = reader.text();
    subscribe.parameters = reader.list<v3::Value>(smallest_value);
    if (reader.ok() && reader.remaining() > 0)
        subscribe.filter = as_text(reader.bytes(reader.u16()));
    if (reader.ok() && reader.remaining() > 0)
        subscribe.selective_updates = read_selective_updates(reader);
    return subscribe;
}

Unsubscribe Unsubscribe::read(v3::BodyReader& reader) noexcept {
    return {SubscriptionId::read(reader)};
}

SubscriptionPause SubscriptionPause::read(v3::BodyReader& reader) noexcept {
    return {SubscriptionId::read(reader)};
}

SubscriptionResume SubscriptionResume::read(v3::BodyReader& reader) noexcept {
    return {SubscriptionId::read(reader)};
}

SubscriptionData SubscriptionData::read(v3::BodyReader& reader) noexcept {
    SubscriptionData data;
    data.id = SubscriptionId::read(reader);
    data.update_type = read_update_type(reader);
    const auto count = reader.u32();
    data.rows = List<Row>::take(reader, count, smallest_row);
    return data;
}

SubscriptionError SubscriptionError::read(v3::BodyReader& reader) noexcept {
    const auto id = SubscriptionId::read(reader);
    return {id, reader.text()};
}

SubscriptionAck SubscriptionAck::read(v3::BodyReader& reader) noexcept {
    const auto id = SubscriptionId::read(reader);
    return {id, reader.u16()};
}

SubscriptionPartialData SubscriptionPartialData::read(v3::BodyReader& reader) noexcept {
    SubscriptionPartialData data;
    data.id = SubscriptionId::read(reader);
    data.update_type = read_update_type(reader);
    reader.require(data.update_type == UpdateType::selective_update);
    const auto count = reader.u32();
    data.rows = List<PartialRow>::take(reader, count, smallest_row);
    return data;
}

}  // namespace pgoscope::dissectors::vibesql
