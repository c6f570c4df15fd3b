#include "analyzer/net/internet.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "dissectors/byte_reader.h"

namespace pgoscope::net {
namespace {

constexpr std::size_t ipv4_shortest = 20;
constexpr std::size_t ipv6_length = 40;

namespace protocol {
constexpr std::uint8_t hop_by_hop = 0;
constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment = 44;
constexpr std::uint8_t authentication = 51;
constexpr std::uint8_t destination_options = 60;
constexpr std::uint8_t mobility = 135;
constexpr std::uint8_t host_identity = 139;
constexpr std::uint8_t shim6 = 140;
}  // namespace protocol

Address mapped(Bytes ipv4) noexcept {
    std::uint32_t last = 0;
    std::memcpy(&last, ipv4.data(), sizeof last);
    constexpr bool little = std::endian::native == std::endian::little;
    const std::array<std::uint64_t, 2> words{
        0, little ? std::uint64_t{last} << 32U | 0xffff'0000U : 0xffff'0000'0000U | last};
    return std::bit_cast<Address>(words);
}

Address address_of(Bytes ipv6) noexcept {
    Address address;
    std::memcpy(address.bytes.data(), ipv6.data(), address.bytes.size());
    return address;
}

/// A fragment that cannot be part of any datagram would only take room from those that can.
Header fragment_or_malformed(const FragmentPlace& place, const Frame& frame) noexcept {
    constexpr std::uint64_t longest_datagram = 65535;
    const bool fits = frame.wire_length > 0 && place.offset + frame.wire_length <= longest_datagram;
    const bool aligned = !place.more || frame.wire_length % 8 == 0;
    return fits && aligned ? Header::fragment : Header::malformed;
}

}  // namespace

Header by_version(const Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    const auto version = reader.u8() >> 4U;
    if (!reader.ok()) return Header::truncated;
    if (version == 4) return Header::ipv4;
    return version == 6 ? Header::ipv6 : Header::other_network;
}

Header strip_ipv4(Frame& frame, IpHeader& ip) noexcept {
    const Bytes fixed = frame.bytes.first(std::min(frame.bytes.size(), ipv4_shortest));
    if (fixed.size() != ipv4_shortest) return Header::truncated;
    ByteReader reader(fixed);
    const auto version_and_length = reader.u8();
    reader.skip(1);  // traffic class
    const auto total_length = reader.u16();
    const auto identification = reader.u16();
    const auto flags_and_offset = reader.u16();
    reader.skip(1);  // time to live
    const auto protocol = reader.u8();
    reader.skip(2);  // checksum
    ip.source = mapped(reader.bytes(4));
    ip.destination = mapped(reader.bytes(4));

    const std::size_t header_length = 4UL * (version_and_length & 0x0fU);
    if (version_and_length >> 4U != 4 || header_length < ipv4_shortest) return Header::malformed;
    if (total_length != 0) {
        if (total_length < header_length) return Header::malformed;
        frame.limit(total_length);
    }  // 0: more than 64 KiB, left to the network card to cut up; all there is belongs to it
    if (!frame.strip(header_length)) return Header::truncated;

    constexpr std::uint16_t more_fragments = 0x2000;
    constexpr std::uint16_t offset_mask = 0x1fff;
    if ((flags_and_offset & (more_fragments | offset_mask)) != 0) [[unlikely]] {
        ip.fragment = {identification, 8U * (flags_and_offset & offset_mask), protocol,
                       (flags_and_offset & more_fragments) != 0};
        return fragment_or_malformed(ip.fragment, frame);
    }
    if (protocol == protocol::tcp) [[likely]]
        return Header::tcp;
    return strip_extensions(protocol, frame, ip.fragment);
}

Header strip_ipv6(Frame& frame, IpHeader& ip) noexcept {
    const Bytes fixed = frame.bytes.first(std::min(frame.bytes.size(), ipv6_length));
    if (fixed.size() != ipv6_length) return Header::truncated;
    ByteReader reader(fixed);
    const auto version = reader.u32() >> 28U;
    const auto payload_length = reader.u16();
    const auto next = reader.u8();
    reader.skip(1);  // hop limit
    ip.source = address_of(reader.bytes(16));
    ip.destination = address_of(reader.bytes(16));

    if (version != 6) return Header::malformed;
    // 0: a jumbogram (RFC 2675), which is also how the kernel marks one still to be cut up.
    if (payload_length != 0) frame.limit(ipv6_length + payload_length);
    if (!frame.strip(ipv6_length)) return Header::truncated;
    return strip_extensions(next, frame, ip.fragment);
}

Header strip_extensions(std::uint8_t protocol, Frame& frame, FragmentPlace& place) noexcept {
    for (;;) {
        ByteReader reader(frame.bytes);
        const auto next = reader.u8();
        const std::uint64_t length = reader.u8();
        switch (protocol) {
            case protocol::hop_by_hop:
            case protocol::routing:
            case protocol::destination_options:
            case protocol::mobility:
            case protocol::host_identity:
            case protocol::shim6:
                if (!frame.strip(8 * (length + 1))) return Header::truncated;
                break;
            case protocol::authentication:
                if (!frame.strip(4 * (length + 2))) return Header::truncated;
                break;
            case protocol::fragment: {
                const auto offset_and_more = reader.u16();
                place = {reader.u32(), offset_and_more & 0xfff8U, next,
                         (offset_and_more & 1U) != 0};
                if (!frame.strip(8)) return Header::truncated;
                // A datagram of one fragment (RFC 6946) does not wait for others.
                if (place.offset == 0 && !place.more) break;
                return fragment_or_malformed(place, frame);
            }
            default:
                return by_ip_protocol(protocol);
        }
        protocol = next;
    }
}

}  // namespace pgoscope::net
