#include "analyzer/net/tunnels.h"

#include "dissectors/byte_reader.h"

namespace pgoscope::net {
namespace {

/// draft-foschiano-erspan-03: type I has no header at all, type II has one of 8 bytes and is told
/// by the sequence number of its GRE header.
Header strip_erspan_ii(bool sequenced, Frame& frame) noexcept {
    return !sequenced || frame.strip(8) ? Header::ethernet : Header::truncated;
}

Header strip_erspan_iii(Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    reader.skip(10);
    const auto bits = reader.u16();
    const std::uint64_t platform_subheader = (bits & 0x0001U) != 0 ? 8 : 0;
    if (!frame.strip(12 + platform_subheader)) return Header::truncated;
    switch (bits >> 10U & 0x1fU) {  // frame type
        case 0:
            return Header::ethernet;
        case 2:
            return Header::ip;
        default:
            return Header::other_network;
    }
}

Header strip_vxlan(Frame& frame) noexcept {
    constexpr std::uint8_t has_network_identifier = 0x08;
    const auto flags = ByteReader(frame.bytes).u8();
    if (!frame.strip(8)) return Header::truncated;
    return (flags & has_network_identifier) != 0 ? Header::ethernet : Header::other_transport;
}

Header strip_geneve(Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    const auto version_and_length = reader.u8();
    reader.skip(1);
    const auto type = reader.u16();
    const std::uint64_t options = 4ULL * (version_and_length & 0x3fU);
    if (!frame.strip(8 + options)) return Header::truncated;
    return version_and_length >> 6U == 0 ? by_ether_type(type) : Header::other_transport;
}

}  // namespace

Header strip_gre(Frame& frame) noexcept {
    constexpr std::uint16_t checksum_present = 0x8000;
    constexpr std::uint16_t routing_present = 0x4000;
    constexpr std::uint16_t key_present = 0x2000;
    constexpr std::uint16_t sequence_present = 0x1000;
    constexpr std::uint16_t version = 0x0007;
    constexpr std::uint16_t erspan_i_or_ii = 0x88be;
    constexpr std::uint16_t erspan_iii = 0x22eb;

    ByteReader reader(frame.bytes);
    const auto flags = reader.u16();
    const auto type = reader.u16();
    if (!reader.ok()) return Header::truncated;
    // Source routes are gone since RFC 2784; version 1 is PPTP.
    if ((flags & (routing_present | version)) != 0) return Header::other_transport;
    const bool sequenced = (flags & sequence_present) != 0;
    const std::uint64_t length = 4ULL + ((flags & checksum_present) != 0 ? 4U : 0U) +
                                 ((flags & key_present) != 0 ? 4U : 0U) + (sequenced ? 4U : 0U);
    if (!frame.strip(length)) return Header::truncated;
    if (type == erspan_i_or_ii) return strip_erspan_ii(sequenced, frame);
    if (type == erspan_iii) return strip_erspan_iii(frame);
    return by_ether_type(type);
}

Header strip_udp(Frame& frame) noexcept {
    ByteReader reader(frame.bytes);
    reader.skip(2);
    const auto destination_port = reader.u16();
    if (!frame.strip(8)) return Header::truncated;
    switch (destination_port) {
        case 4789:
        case 8472:  // Linux before the port was assigned, and still its default
            return strip_vxlan(frame);
        case 6081:
            return strip_geneve(frame);
        default:
            return Header::other_transport;
    }
}

}  // namespace pgoscope::net
