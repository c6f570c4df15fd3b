#pragma once

#include <cstdint>

#include "dissectors/bytes.h"

namespace pgoscope::net {

/// What is left of a packet after the headers already read.
struct Frame {
    Bytes bytes;  ///< as captured
    /// Bytes on the wire; more than `bytes` where the snaplen cut their end.
    std::uint64_t wire_length = 0;

    /// Takes a header off the front, or nothing and false when not all of it was captured.
    [[nodiscard]] bool strip(std::uint64_t count) noexcept {
        if (count > bytes.size()) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        wire_length -= count;
        return true;
    }
    /// Takes off the end what a length field does not cover: padding, checksums. More than there
    /// is means that the end was not captured.
    void limit(std::uint64_t length) noexcept {
        if (length < bytes.size()) bytes = bytes.first(static_cast<std::size_t>(length));
        wire_length = length;
    }
};

/// What the bytes of a frame begin with.
enum class Header : std::uint8_t {
    // Still to be read.
    ethernet,
    llc,  ///< IEEE 802.2
    ppp,
    mpls,
    ip,  ///< either version, told by its first four bits
    ipv4,
    ipv6,
    fragment,  ///< a part of an IP datagram, to be put together first
    udp,
    gre,
    tcp,
    // The end of the way.
    held_fragment,
    unknown_link,
    other_network,
    other_transport,
    truncated,
    malformed,
};

/// What follows by EtherType. VLAN tags are for `strip_ether_type`.
[[nodiscard]] constexpr Header by_ether_type(std::uint16_t type) noexcept {
    switch (type) {
        case 0x0800:
            return Header::ipv4;
        case 0x86dd:
            return Header::ipv6;
        case 0x8847:
        case 0x8848:
            return Header::mpls;
        case 0x6558:
            return Header::ethernet;
        case 0x880b:
            return Header::ppp;
        default:
            return Header::other_network;
    }
}

/// What follows by IP protocol number. Extension headers are for `strip_extensions`.
[[nodiscard]] constexpr Header by_ip_protocol(std::uint8_t protocol) noexcept {
    switch (protocol) {
        case 4:
            return Header::ipv4;
        case 6:
            return Header::tcp;
        case 17:
            return Header::udp;
        case 41:
            return Header::ipv6;
        case 47:
            return Header::gre;
        case 137:
            return Header::mpls;
        default:
            return Header::other_transport;
    }
}

}  // namespace pgoscope::net
