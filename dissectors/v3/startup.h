#pragma once

#include <cstdint>

namespace pgoscope::dissectors::v3 {

/// Second word of an untyped first packet (protocol documentation, "Message Formats").
namespace startup_code {
inline constexpr std::uint32_t cancel_request = 80877102;
inline constexpr std::uint32_t ssl_request = 80877103;
inline constexpr std::uint32_t gssenc_request = 80877104;
}  // namespace startup_code

/// Lengths a first packet can have, its length word included (MAX_STARTUP_PACKET_LENGTH counts
/// what follows the length word).
inline constexpr std::uint32_t shortest_startup_packet = 8;
inline constexpr std::uint32_t longest_startup_packet = 10'004;

/// Protocols above 3 do not exist: servers refuse them, in the way of 3 or in the old one. A client
/// that asks for one is believed up to here, so that other protocols that begin with a length word
/// are not taken for PostgreSQL.
inline constexpr std::uint32_t highest_major = 9;

/// Whether eight bytes can begin an untyped first packet of protocol 3 or above: a length that fits
/// its code.
[[nodiscard]] constexpr bool plausible_startup(std::uint32_t length, std::uint32_t code) noexcept {
    if (length < shortest_startup_packet || length > longest_startup_packet) return false;
    switch (code) {
        case startup_code::ssl_request:
        case startup_code::gssenc_request:
            return length == 8;
        case startup_code::cancel_request:
            return length > 12 && length <= 12 + 256;
        default:
            return code >> 16U >= 3 && code >> 16U <= highest_major && length > 8;
    }
}

}  // namespace pgoscope::dissectors::v3
