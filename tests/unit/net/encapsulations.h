#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/packet.h"
#include "tests/support/frame_builder.h"

/// One frame for each way a TCP segment may be wrapped.
struct Encapsulation {
    std::string name;
    int link_type = 1;
    frames::Buffer frame{};
    bool ipv6 = false;
};

[[nodiscard]] inline frames::Buffer segment_payload() {
    using namespace std::string_view_literals;
    return frames::text("Q\0\0\0\x0dselect 1\0"sv);
}

[[nodiscard]] inline std::vector<Encapsulation> encapsulations() {
    using namespace frames;
    constexpr std::uint16_t v4 = 0x0800;
    constexpr std::uint16_t v6 = 0x86dd;
    constexpr std::uint16_t bridged = 0x6558;
    constexpr int cooked = 113;
    constexpr int cooked_2 = 276;
    constexpr int loop = 108;

    const auto segment = tcp({}, segment_payload());
    const auto in_4 = ipv4({}, segment);
    const auto in_6 = ipv6({}, segment);
    const auto eth_4 = ethernet(v4, in_4);
    const auto outer = [](std::uint8_t protocol, const Buffer& payload) {
        return ethernet(0x0800, ipv4({.source = ipv4_address(10, 0, 0, 1),
                                      .destination = ipv4_address(10, 0, 0, 2),
                                      .protocol = protocol},
                                     payload));
    };
    const auto extension = [](std::uint8_t type, std::uint8_t extra) {
        return ethernet(v6,
                        ipv6({.next = type}, ipv6_extension(6, tcp({}, segment_payload()), extra)));
    };
    return {
        {"Ethernet, IPv4", 1, eth_4},
        {"Ethernet, IPv6", 1, ethernet(v6, in_6), true},
        {"Ethernet padding", 1, eth_4 + Buffer(7)},
        {"IPv4 options", 1, ethernet(v4, ipv4({.options = Buffer(12, 1)}, segment))},
        {"TCP options", 1,
         ethernet(v4, ipv4({}, tcp({.options = Buffer(12, 1)}, segment_payload())))},
        {"IPv4 with authentication header", 1, outer(51, Buffer{4, 4} + Buffer(22) + in_4)},
        {"IPv6 hop-by-hop", 1, extension(0, 0), true},
        {"IPv6 routing", 1, extension(43, 2), true},
        {"IPv6 destination options", 1, extension(60, 1), true},
        {"IPv6 atomic fragment", 1,
         ethernet(v6, ipv6({.next = 44}, ipv6_fragment(6, 1, 0, false, segment))), true},
        {"802.1Q", 1, ethernet(0x8100, vlan(7, v4, in_4))},
        {"QinQ", 1, ethernet(0x88a8, vlan(7, 0x8100, vlan(8, v6, in_6))), true},
        {"old QinQ", 1, ethernet(0x9100, vlan(7, 0x8100, vlan(8, v4, in_4)))},
        {"802.3 with SNAP", 1, ethernet(70, Buffer{0xaa, 0xaa, 3, 0, 0, 0} + words({v4}) + in_4)},
        {"802.3 with LLC", 1, ethernet(70, Buffer{6, 6, 3} + in_4)},
        {"PPPoE", 1, ethernet(0x8864, Buffer{0x11, 0, 0, 1, 0, 60} + words({0x0021}) + in_4)},
        {"PPP", 9, words({0xff03, 0x0057}) + in_6, true},
        {"PPP, compressed", 9, Buffer{0x21} + in_4},
        {"Linux cooked", cooked, linux_cooked(v4, in_4)},
        {"Linux cooked with VLAN", cooked, linux_cooked(0x8100, vlan(7, v6, in_6)), true},
        {"Linux cooked 2", cooked_2, linux_cooked_2(v6, in_6), true},
        {"BSD null, little endian", 0, Buffer{2, 0, 0, 0} + in_4},
        {"BSD null, big endian", 0, Buffer{0, 0, 0, 2} + in_4},
        {"BSD null, Darwin's IPv6", 0, Buffer{30, 0, 0, 0} + in_6, true},
        {"BSD loop", loop, Buffer{0, 0, 0, 24} + in_6, true},
        {"raw", 101, in_4},
        {"raw of libpcap", 12, in_6, true},
        {"raw of OpenBSD", 14, in_4},
        {"raw IPv4", 228, in_4},
        {"raw IPv6", 229, in_6, true},
        {"MPLS", 1, ethernet(0x8847, mpls(16, false, mpls(17, true, in_4)))},
        {"MPLS, IPv6", 1, ethernet(0x8848, mpls(2, true, in_6)), true},
        {"MPLS pseudowire", 1, ethernet(0x8847, mpls(16, true, Buffer(4) + eth_4))},
        {"MPLS pseudowire without control word", 1,
         ethernet(0x8847, mpls(16, true, Buffer{0x22} + Buffer(eth_4.begin() + 1, eth_4.end())))},
        {"MPLS in IP", 1, outer(137, mpls(16, true, in_4))},
        {"VXLAN", 1, outer(17, udp(4789, vxlan(eth_4)))},
        {"VXLAN of old", 1, outer(17, udp(8472, vxlan(ethernet(v6, in_6)))), true},
        {"Geneve", 1, outer(17, udp(6081, geneve(bridged, eth_4)))},
        {"Geneve without Ethernet", 1, outer(17, udp(6081, geneve(v6, in_6))), true},
        {"GRE", 1, outer(47, gre(0, v4, in_4))},
        {"GRE with everything", 1, outer(47, gre(0xb000, v6, in_6)), true},
        {"GRE with Ethernet", 1, outer(47, gre(0x2000, bridged, eth_4))},
        {"ERSPAN I", 1, outer(47, gre(0, 0x88be, eth_4))},
        {"ERSPAN II", 1, outer(47, gre(0x1000, 0x88be, words({0x1007, 1, 0, 0}) + eth_4))},
        {"ERSPAN III", 1, outer(47, gre(0x1000, 0x22eb, words({0x2007, 1, 0, 0, 0, 0}) + eth_4))},
        {"ERSPAN III with subheader", 1,
         outer(47, gre(0x1000, 0x22eb, words({0x2007, 1, 0, 0, 0, 1}) + Buffer(8) + eth_4))},
        {"ERSPAN III with IP", 1,
         outer(47, gre(0x1000, 0x22eb, words({0x2007, 1, 0, 0, 0, 0x0800}) + in_6)), true},
        {"IPv4 in IPv4", 1, outer(4, in_4)},
        {"IPv6 in IPv4", 1, outer(41, in_6), true},
        {"IPv4 in IPv6", 1, ethernet(v6, ipv6({.next = 4}, in_4))},
        {"VXLAN in GRE in IPv6 in a VLAN", 1,
         ethernet(0x8100, vlan(7, v6,
                               ipv6({.next = 47},
                                    gre(0, v4, ipv4({.protocol = 17}, udp(4789, vxlan(eth_4)))))))},
    };
}

[[nodiscard]] inline pgoscope::capture::Packet packet_of(const frames::Buffer& frame,
                                                         int link_type = 1) {
    pgoscope::capture::Packet packet;
    packet.time = 1'000'000'000;
    packet.number = 3;
    packet.original_length = static_cast<std::uint32_t>(frame.size());
    packet.link_type = link_type;
    packet.data = frame;
    return packet;
}
