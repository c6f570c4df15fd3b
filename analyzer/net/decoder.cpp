#include "analyzer/net/decoder.h"

#include <algorithm>

#include "analyzer/net/link_layer.h"
#include "analyzer/net/tcp_header.h"
#include "analyzer/net/tunnels.h"

namespace pgoscope::net {
namespace {

/// IP headers and reassembled datagrams within each other; real networks have three or four.
constexpr unsigned deepest_nesting = 8;

}  // namespace

bool knows_link_type(int link_type) noexcept {
    Frame nothing;
    return strip_link(link_type, nothing) != Header::unknown_link;
}

Outcome Decoder::decode(const capture::Packet& packet, Segment& segment) {
    const auto outcome = walk(packet, segment);
    ++counters_.packets[static_cast<std::size_t>(outcome)];
    return outcome;
}

NetCounters Decoder::counters() const noexcept {
    auto counters = counters_;
    counters.fragments = fragments_.counters();
    return counters;
}

Outcome Decoder::walk(const capture::Packet& packet, Segment& segment) {
    Frame frame{packet.data, std::max<std::uint64_t>(packet.original_length, packet.data.size())};
    IpHeader ip{segment.source.address, segment.destination.address};
    unsigned depth = 0;
    Header next = strip_link(packet.link_type, frame);
    for (;;) {
        switch (next) {
            case Header::ipv4:
            case Header::ipv6:
                if (++depth > deepest_nesting) return Outcome::nested_too_deep;
                if (depth > 1) ++counters_.tunnels;
                next = next == Header::ipv4 ? strip_ipv4(frame, ip) : strip_ipv6(frame, ip);
                if (next != Header::tcp) break;
                [[fallthrough]];
            case Header::tcp:
                next = read_tcp(frame, segment);
                if (next != Header::tcp) break;
                segment.time = packet.time;
                segment.packet = packet.number;
                return Outcome::segment;
            case Header::ip:
                next = by_version(frame);
                break;
            case Header::fragment:
                if (++depth > deepest_nesting) return Outcome::nested_too_deep;
                next = reassemble(ip, frame, packet.time);
                break;
            case Header::ethernet:
                next = strip_ethernet(frame);
                break;
            case Header::llc:
                next = strip_llc(frame);
                break;
            case Header::ppp:
                next = strip_ppp(frame);
                break;
            case Header::mpls:
                next = strip_mpls(frame);
                break;
            case Header::udp:
                next = strip_udp(frame);
                break;
            case Header::gre:
                next = strip_gre(frame);
                break;
            case Header::truncated:
                // With nothing cut off by the snaplen, it is a length that points past the end.
                return frame.bytes.size() < frame.wire_length ? Outcome::truncated
                                                              : Outcome::malformed;
            case Header::malformed:
                return Outcome::malformed;
            case Header::held_fragment:
                return Outcome::fragment;
            case Header::other_transport:
                return Outcome::not_tcp;
            case Header::other_network:
                return Outcome::not_ip;
            case Header::unknown_link:
                return Outcome::unknown_link_type;
        }
    }
}

Header Decoder::reassemble(IpHeader& ip, Frame& frame, PacketTime now) {
    const auto datagram = fragments_.add(ip, frame, now);
    if (!datagram) return Header::held_fragment;
    frame = datagram->frame;
    return strip_extensions(datagram->protocol, frame, ip.fragment);
}

}  // namespace pgoscope::net
