#pragma once

#include <cstdint>
#include <optional>

#include "dissectors/byte_reader.h"
#include "dissectors/lsn.h"

namespace pgoscope::dissectors::replication {

/// Whether a time in microseconds since 2000 lies between 2008, before replication existed, and
/// 2100. Bytes read in the wrong order or as the wrong type hardly ever do.
[[nodiscard]] constexpr bool plausible_time(std::int64_t microseconds) noexcept {
    constexpr std::int64_t year = std::int64_t{31'557'600} * 1'000'000;
    return microseconds > 8 * year && microseconds < 100 * year;
}

/// How a server before 9.3 laid out its structs: the byte order of its processor, and times as
/// integers or, built without integer datetimes, as float8 seconds.
class NativeOrder {
  public:
    /// Judged from the eight bytes of a time; nothing when no reading of them is plausible.
    [[nodiscard]] static std::optional<NativeOrder> of_time(Bytes time) noexcept;

    /// Microseconds since 2000.
    [[nodiscard]] std::int64_t time(ByteReader& reader) const noexcept;
    /// Was a struct of two integers, the upper half first whatever the byte order.
    [[nodiscard]] Lsn lsn(ByteReader& reader) const noexcept;
    [[nodiscard]] std::uint32_t u32(ByteReader& reader) const noexcept;

  private:
    NativeOrder(bool little_endian, bool float_times) noexcept
        : little_endian_(little_endian), float_times_(float_times) {}

    bool little_endian_;
    bool float_times_;
};

}  // namespace pgoscope::dissectors::replication
