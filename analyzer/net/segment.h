#pragma once

#include <cstdint>

#include "analyzer/endpoint.h"
#include "analyzer/packet_time.h"
#include "dissectors/bytes.h"

namespace pgoscope::net {

/// Bits of the TCP flags byte (RFC 9293, 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t fin = 0x01;
inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t rst = 0x04;
inline constexpr std::uint8_t psh = 0x08;
inline constexpr std::uint8_t ack = 0x10;
inline constexpr std::uint8_t urg = 0x20;
}  // namespace tcp_flag

/// One TCP segment as a view: valid until the decoder is given the next packet.
struct Segment {
    Endpoint source;
    Endpoint destination;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint8_t flags = 0;
    /// Payload as captured. `wire_length - payload.size()` bytes at its end were cut by the
    /// snaplen.
    Bytes payload;
    /// Payload bytes on the wire.
    std::uint32_t wire_length = 0;
    PacketTime time = 0;
    std::uint64_t packet = 0;

    [[nodiscard]] bool has(std::uint8_t flag) const noexcept { return (flags & flag) != 0; }
};

}  // namespace pgoscope::net
