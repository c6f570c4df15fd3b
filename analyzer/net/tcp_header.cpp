#include "analyzer/net/tcp_header.h"

#include <algorithm>

#include "dissectors/byte_reader.h"

namespace pgoscope::net {

Header read_tcp(const Frame& frame, Segment& segment) noexcept {
    constexpr std::size_t shortest = 20;
    const Bytes fixed = frame.bytes.first(std::min(frame.bytes.size(), shortest));
    if (fixed.size() != shortest) return Header::truncated;
    ByteReader reader(fixed);
    segment.source.port = reader.u16();
    segment.destination.port = reader.u16();
    segment.sequence = reader.u32();
    segment.acknowledgment = reader.u32();
    const std::size_t header_length = 4UL * (reader.u8() >> 4U);
    segment.flags = reader.u8();

    if (header_length < shortest || header_length > frame.wire_length) return Header::malformed;
    if (header_length > frame.bytes.size()) return Header::truncated;
    segment.payload = frame.bytes.subspan(header_length);
    segment.wire_length = static_cast<std::uint32_t>(frame.wire_length - header_length);
    return Header::tcp;
}

}  // namespace pgoscope::net
