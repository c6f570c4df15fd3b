#pragma once

#include <cstdint>
#include <optional>

#include "dissectors/v2/version.h"

namespace pgoscope::dissectors::v2 {

/// Second word of a first packet of protocol 0.0 (6.2 `pqcomm.h`, MsgType).
namespace startup_type {
inline constexpr std::uint32_t startup = 7;
inline constexpr std::uint32_t kerberos_4 = 10;
inline constexpr std::uint32_t kerberos_5 = 11;
inline constexpr std::uint32_t host_based = 12;
inline constexpr std::uint32_t unauthenticated = 13;
inline constexpr std::uint32_t password = 14;
}  // namespace startup_type

/// Length word of the packet that every libpq of that time sends.
inline constexpr std::uint32_t full_startup_packet = 296;

/// The version that asks with these two words, the first of a connection; none when they cannot
/// begin a packet of protocol 0.0, 1.0 or 2.0.
[[nodiscard]] std::optional<Version> startup_version(std::uint32_t length,
                                                     std::uint32_t code) noexcept;

/// The SSLRequest of libpq 7.0 to 7.3, which fills the rest of a start-up packet with zeros.
[[nodiscard]] bool is_padded_ssl_request(std::uint32_t length, std::uint32_t code) noexcept;

}  // namespace pgoscope::dissectors::v2
