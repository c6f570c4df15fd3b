#include "dissectors/replication/native_order.h"

#include <bit>

namespace pgoscope::dissectors::replication {

std::optional<NativeOrder> NativeOrder::of_time(Bytes time) noexcept {
    for (const auto float_times : {false, true}) {
        for (const auto little_endian : {true, false}) {
            const NativeOrder order(little_endian, float_times);
            ByteReader reader(time);
            if (plausible_time(order.time(reader))) return order;
        }
    }
    return std::nullopt;
}

std::int64_t NativeOrder::time(ByteReader& reader) const noexcept {
    const auto bits = little_endian_ ? reader.little_endian<std::uint64_t>() : reader.u64();
    if (!float_times_) return static_cast<std::int64_t>(bits);
    const auto seconds = std::bit_cast<double>(bits);
    constexpr double most_seconds = 9.2e12;  // the microseconds still fit; false for NaN
    return seconds > 0 && seconds < most_seconds ? static_cast<std::int64_t>(seconds * 1e6) : 0;
}

Lsn NativeOrder::lsn(ByteReader& reader) const noexcept {
    const Lsn high = u32(reader);
    return high << 32U | u32(reader);
}

std::uint32_t NativeOrder::u32(ByteReader& reader) const noexcept {
    return little_endian_ ? reader.little_endian<std::uint32_t>() : reader.u32();
}

}  // namespace pgoscope::dissectors::replication
