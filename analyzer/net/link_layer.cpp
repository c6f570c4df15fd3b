#include "analyzer/net/link_layer.h"

#include <array>

#include "dissectors/byte_reader.h"

namespace pgoscope::net {
namespace {

constexpr std::uint16_t ipv4 = 0x0800;
constexpr std::uint16_t ieee_802_1q = 0x8100;
constexpr std::uint16_t ieee_802_1ad = 0x88a8;
constexpr std::uint16_t qinq_before_802_1ad = 0x9100;
constexpr std::uint16_t pppoe_session = 0x8864;
constexpr std::uint16_t longest_802_3 = 1500;

constexpr bool is_vlan_tag(std::uint16_t type) noexcept {
    return type == ieee_802_1q || type == ieee_802_1ad || type == qinq_before_802_1ad;
}

/// What an EtherType field announces when it may also be a VLAN tag or an IEEE 802.3 length. The
/// field itself is already off the frame.
Header strip_ether_type(std::uint16_t type, Frame& frame) noexcept {
    while (is_vlan_tag(type)) {
        ByteReader tag(frame.bytes);
        tag.skip(2);
        type = tag.u16();
        if (!frame.strip(4)) return Header::truncated;
    }
    if (type <= longest_802_3) return Header::llc;
    if (type == pppoe_session) {
        constexpr std::uint64_t pppoe_header = 6;
        return frame.strip(pppoe_header) ? Header::ppp : Header::truncated;
    }
    return by_ether_type(type);
}

/// A header of fixed length with the EtherType of what follows at a fixed place.
template <std::size_t Length, std::size_t TypeOffset>
Header strip_with_ether_type(Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    reader.skip(TypeOffset);
    const auto type = reader.u16();
    if (!frame.strip(Length)) return Header::truncated;
    if (type == ipv4) [[likely]]
        return Header::ipv4;
    return strip_ether_type(type, frame);
}

/// DLT_NULL writes the address family in the byte order of the capturing machine, DLT_LOOP in
/// network order, and each system has a number of its own for IPv6.
Header strip_bsd_loopback(Frame& frame) noexcept {
    auto family = ByteReader(frame.bytes).u32();
    if (!frame.strip(4)) return Header::truncated;
    if (family > 0xffff) family = __builtin_bswap32(family);
    switch (family) {
        case 2:
            return Header::ipv4;
        case 10:  // Linux
        case 23:  // Windows
        case 24:  // NetBSD, OpenBSD
        case 28:  // FreeBSD
        case 30:  // Darwin
            return Header::ipv6;
        default:
            return Header::other_network;
    }
}

}  // namespace

Header strip_link(int link_type, Frame& frame) noexcept {
    constexpr int en10mb = 1;
    if (link_type == en10mb) [[likely]]
        return strip_ethernet(frame);
    switch (link_type) {
        case 113:  // LINUX_SLL
            return strip_with_ether_type<16, 14>(frame);
        case 276:  // LINUX_SLL2
            return strip_with_ether_type<20, 0>(frame);
        case 0:    // NULL
        case 108:  // LOOP
            return strip_bsd_loopback(frame);
        case 12:   // DLT_RAW of most systems
        case 14:   // DLT_RAW of OpenBSD
        case 101:  // LINKTYPE_RAW
            return Header::ip;
        case 228:  // IPV4
            return Header::ipv4;
        case 229:  // IPV6
            return Header::ipv6;
        case 9:   // PPP
        case 50:  // PPP_SERIAL
            return Header::ppp;
        default:
            return Header::unknown_link;
    }
}

Header strip_ethernet(Frame& frame) noexcept {
    return strip_with_ether_type<14, 12>(frame);
}

Header strip_llc(Frame& frame) noexcept {
    constexpr std::uint8_t snap = 0xaa;
    constexpr std::uint8_t ip = 0x06;
    ByteReader reader(frame.bytes);
    const auto destination_service = reader.u8();
    reader.skip(2);  // source service, control
    if (!frame.strip(3)) return Header::truncated;
    if (destination_service == ip) return Header::ipv4;
    if (destination_service != snap) return Header::other_network;

    reader.skip(3);  // organization
    const auto type = reader.u16();
    return frame.strip(5) ? by_ether_type(type) : Header::truncated;
}

Header strip_ppp(Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    std::uint64_t length = 0;
    std::uint32_t protocol = reader.u8();
    if (protocol == 0xff) {  // address and control of HDLC-like framing (RFC 1662)
        reader.skip(1);
        protocol = reader.u8();
        length += 2;
    }
    length += 1;
    if ((protocol & 1U) == 0) {  // an odd first byte is a protocol compressed to one
        protocol = protocol << 8U | reader.u8();
        length += 1;
    }
    if (!frame.strip(length)) return Header::truncated;
    switch (protocol) {
        case 0x0021:
            return Header::ipv4;
        case 0x0057:
            return Header::ipv6;
        case 0x0281:
            return Header::mpls;
        default:
            return Header::other_network;
    }
}

Header strip_mpls(Frame& frame) noexcept {
    constexpr std::uint32_t bottom_of_stack = 0x100;
    for (;;) {
        const auto entry = ByteReader(frame.bytes).u32();
        if (!frame.strip(4)) return Header::truncated;
        if ((entry & bottom_of_stack) != 0) break;
    }
    ByteReader payload(frame.bytes);
    const auto first = payload.u8();
    if (!payload.ok()) return Header::truncated;
    // RFC 4928: what is not IP should begin with a control word, whose first four bits are zero.
    switch (first >> 4U) {
        case 4:
            return Header::ipv4;
        case 6:
            return Header::ipv6;
        case 0:
            return frame.strip(4) ? Header::ethernet : Header::truncated;
        default:
            return Header::ethernet;
    }
}

}  // namespace pgoscope::net
