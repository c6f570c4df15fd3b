#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors::v2 {

/// The protocols before 3.0, oldest first: of Postgres95 to 6.2, of 6.3, and of 6.4 to 7.3.
enum class Version : std::uint8_t { v0_0, v1_0, v2_0 };

[[nodiscard]] constexpr std::string_view to_string(Version version) noexcept {
    switch (version) {
        case Version::v0_0:
            return "0.0";
        case Version::v1_0:
            return "1.0";
        case Version::v2_0:
            break;
    }
    return "2.0";
}

/// Integers inside messages. Protocol 0.0 swaps "the other way around" (pqcomprim.c): they are
/// little-endian behind its start-up.
[[nodiscard]] inline std::uint32_t read_u32(ByteReader& reader, Version version) noexcept {
    return version == Version::v0_0 ? reader.little_endian<std::uint32_t>() : reader.u32();
}
[[nodiscard]] inline std::uint16_t read_u16(ByteReader& reader, Version version) noexcept {
    return version == Version::v0_0 ? reader.little_endian<std::uint16_t>() : reader.u16();
}

}  // namespace pgoscope::dissectors::v2
