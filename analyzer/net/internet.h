#pragma once

#include <cstdint>

#include "analyzer/endpoint.h"
#include "analyzer/net/frame.h"

/// IPv4 (RFC 791) and IPv6 (RFC 8200). Checksums are not verified: a machine that leaves them to
/// its network card captures its own packets before they are computed.
namespace pgoscope::net {

/// Where a fragment belongs in its datagram.
struct FragmentPlace {
    std::uint32_t identification = 0;
    std::uint32_t offset = 0;   ///< bytes
    std::uint8_t protocol = 0;  ///< of the datagram; IPv6: in the first fragment only
    bool more = false;
};

/// What an IP header says besides what follows it. The addresses are written where they are needed
/// in the end.
struct IpHeader {
    Address& source;
    Address& destination;
    FragmentPlace fragment{};  ///< meaningful when `Header::fragment` follows
};

/// Takes off an IPv4 header with its options, and whatever lies behind the datagram.
[[nodiscard]] Header strip_ipv4(Frame& frame, IpHeader& ip) noexcept;
/// The same of IPv6, with its extension headers.
[[nodiscard]] Header strip_ipv6(Frame& frame, IpHeader& ip) noexcept;
/// Either, told by the version.
[[nodiscard]] Header by_version(const Frame& frame) noexcept;
/// Extension headers from `protocol` on; also for what a reassembled datagram begins with.
[[nodiscard]] Header strip_extensions(std::uint8_t protocol, Frame& frame,
                                      FragmentPlace& place) noexcept;

}  // namespace pgoscope::net
