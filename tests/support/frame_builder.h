#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "analyzer/endpoint.h"
#include "dissectors/bytes.h"

/// Frames written by hand, from the inside out:
/// `ethernet(0x0800, ipv4({}, tcp({}, payload)))`. Checksums stay zero, since nobody verifies them.
namespace frames {

using Buffer = std::vector<std::uint8_t>;

inline void put(Buffer& out, std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

/// Values of two bytes each, network order.
inline Buffer words(std::initializer_list<std::uint16_t> values) {
    Buffer out;
    for (const auto value : values)
        put(out, value, 2);
    return out;
}

inline Buffer operator+(Buffer head, const Buffer& tail) {
    head.insert(head.end(), tail.begin(), tail.end());
    return head;
}

inline Buffer text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

inline pgoscope::Address ipv4_address(std::uint8_t a, std::uint8_t b, std::uint8_t c,
                                      std::uint8_t d) {
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

/// 2001:db8::`last`
inline pgoscope::Address ipv6_address(std::uint8_t last) {
    return {{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}};
}

struct Tcp {
    std::uint16_t source = 51834;
    std::uint16_t destination = 5432;
    std::uint32_t sequence = 1000;
    std::uint32_t acknowledgment = 2000;
    std::uint8_t flags = 0x18;
    Buffer options{};  ///< a multiple of 4 bytes
};
inline Buffer tcp(const Tcp& header, const Buffer& payload) {
    Buffer out = words({header.source, header.destination});
    put(out, header.sequence, 4);
    put(out, header.acknowledgment, 4);
    out.push_back(static_cast<std::uint8_t>((20 + header.options.size()) / 4 << 4));
    out.push_back(header.flags);
    return out + words({64240, 0, 0}) + header.options + payload;
}

inline Buffer udp(std::uint16_t destination, const Buffer& payload) {
    return words({49152, destination, static_cast<std::uint16_t>(8 + payload.size()), 0}) + payload;
}

struct Ipv4 {
    pgoscope::Address source = ipv4_address(192, 0, 2, 7);
    pgoscope::Address destination = ipv4_address(192, 0, 2, 9);
    std::uint8_t protocol = 6;
    std::uint16_t identification = 1;
    std::uint16_t offset = 0;  ///< bytes
    bool more_fragments = false;
    bool offloaded = false;  ///< total length left 0
    Buffer options{};        ///< a multiple of 4 bytes
};
inline Buffer ipv4(const Ipv4& header, const Buffer& payload) {
    const std::size_t length = 20 + header.options.size();
    Buffer out{static_cast<std::uint8_t>(0x40 + length / 4), 0};
    put(out, header.offloaded ? 0 : length + payload.size(), 2);
    put(out, header.identification, 2);
    put(out, (header.more_fragments ? 0x2000U : 0U) + header.offset / 8U, 2);
    out.push_back(64);
    out.push_back(header.protocol);
    put(out, 0, 2);
    out.insert(out.end(), header.source.bytes.begin() + 12, header.source.bytes.end());
    out.insert(out.end(), header.destination.bytes.begin() + 12, header.destination.bytes.end());
    return out + header.options + payload;
}

struct Ipv6 {
    pgoscope::Address source = ipv6_address(7);
    pgoscope::Address destination = ipv6_address(9);
    std::uint8_t next = 6;
    bool jumbo = false;  ///< payload length left 0
};
inline Buffer ipv6(const Ipv6& header, const Buffer& payload) {
    Buffer out{0x60, 0, 0, 0};
    put(out, header.jumbo ? 0 : payload.size(), 2);
    out.push_back(header.next);
    out.push_back(64);
    out.insert(out.end(), header.source.bytes.begin(), header.source.bytes.end());
    out.insert(out.end(), header.destination.bytes.begin(), header.destination.bytes.end());
    return out + payload;
}
/// An extension header of `8 * (extra + 1)` bytes.
inline Buffer ipv6_extension(std::uint8_t next, const Buffer& payload, std::uint8_t extra = 0) {
    return Buffer{next, extra} + Buffer(6 + 8UL * extra) + payload;
}
inline Buffer ipv6_fragment(std::uint8_t next, std::uint32_t identification, std::uint16_t offset,
                            bool more, const Buffer& payload) {
    Buffer out{next, 0};
    put(out, static_cast<std::uint16_t>(offset | (more ? 1 : 0)), 2);
    put(out, identification, 4);
    return out + payload;
}

inline Buffer ethernet(std::uint16_t ether_type, const Buffer& payload) {
    return Buffer{2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 7} + words({ether_type}) + payload;
}
/// What follows a `tag_type` EtherType: the tag and the EtherType of what it carries.
inline Buffer vlan(std::uint16_t identifier, std::uint16_t ether_type, const Buffer& payload) {
    return words({identifier, ether_type}) + payload;
}
inline Buffer linux_cooked(std::uint16_t protocol, const Buffer& payload) {
    return words({0, 1, 6, 0x0200, 0, 7, 0, protocol}) + payload;
}
inline Buffer linux_cooked_2(std::uint16_t protocol, const Buffer& payload) {
    return words({protocol, 0, 0, 2, 1, 0x0006, 0x0200, 0, 7, 0}) + payload;
}
inline Buffer mpls(std::uint32_t label, bool bottom, const Buffer& payload) {
    Buffer out;
    put(out, label << 12U | (bottom ? 0x100U : 0U) | 64U, 4);
    return out + payload;
}
inline Buffer vxlan(const Buffer& payload) {
    return words({0x0800, 0, 0, 0x2a00}) + payload;
}
inline Buffer geneve(std::uint16_t type, const Buffer& payload) {
    return words({0x0240, type, 0, 0x2a00}) + Buffer(8) + payload;  // with 8 bytes of options
}
/// `flags` choose among checksum (0x8000), key (0x2000) and sequence number (0x1000).
inline Buffer gre(std::uint16_t flags, std::uint16_t type, const Buffer& payload) {
    Buffer out = words({flags, type});
    for (const unsigned optional : {0x8000U, 0x2000U, 0x1000U})
        if ((flags & optional) != 0) put(out, 0x01020304, 4);
    return out + payload;
}

}  // namespace frames
