#include "analyzer/net/decoder.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "tests/unit/net/encapsulations.h"

using namespace frames;
using pgoscope::Limits;
using pgoscope::capture::Packet;
using pgoscope::net::Decoder;
using pgoscope::net::Outcome;
using pgoscope::net::Segment;

namespace {

struct Decoded {
    Outcome outcome = Outcome::malformed;
    Segment segment;
};

Decoded decode(const Packet& packet) {
    Decoder decoder{Limits{}};
    Decoded decoded;
    decoded.outcome = decoder.decode(packet, decoded.segment);
    return decoded;
}

Outcome outcome_of(const Buffer& frame, int link_type = 1) {
    return decode(packet_of(frame, link_type)).outcome;
}

Buffer payload_of(const Segment& segment) {
    return {segment.payload.begin(), segment.payload.end()};
}

void check_headers(const Segment& segment, bool ipv6) {
    CHECK(segment.source.address == (ipv6 ? ipv6_address(7) : ipv4_address(192, 0, 2, 7)));
    CHECK(segment.destination.address == (ipv6 ? ipv6_address(9) : ipv4_address(192, 0, 2, 9)));
    CHECK(segment.source.port == 51834);
    CHECK(segment.destination.port == 5432);
    CHECK(segment.sequence == 1000);
    CHECK(segment.acknowledgment == 2000);
    CHECK(segment.flags == 0x18);
    CHECK(segment.wire_length == segment_payload().size());
}

}  // namespace

TEST_CASE("the segment is found in every encapsulation") {
    for (const auto& way : encapsulations()) {
        INFO(way.name);
        const auto [outcome, segment] = decode(packet_of(way.frame, way.link_type));
        REQUIRE(outcome == Outcome::segment);
        check_headers(segment, way.ipv6);
        CHECK(payload_of(segment) == segment_payload());
        CHECK(segment.time == 1'000'000'000);
        CHECK(segment.packet == 3);
    }
}

TEST_CASE("a frame cut anywhere by the snaplen gives the same segment or none") {
    for (const auto& way : encapsulations()) {
        INFO(way.name);
        for (std::size_t size = 0; size < way.frame.size(); ++size) {
            // A buffer of that very size lets the sanitizer see a read past its end.
            const Buffer cut(way.frame.begin(), way.frame.begin() + static_cast<long>(size));
            auto packet = packet_of(cut, way.link_type);
            packet.original_length = static_cast<std::uint32_t>(way.frame.size());
            const auto [outcome, segment] = decode(packet);
            if (outcome != Outcome::segment) {
                CHECK(outcome == Outcome::truncated);
                continue;
            }
            check_headers(segment, way.ipv6);
            REQUIRE(segment.payload.size() <= segment_payload().size());
            const auto whole = segment_payload();
            CHECK(std::equal(segment.payload.begin(), segment.payload.end(), whole.begin()));
        }
    }
}

TEST_CASE("a frame cut on the wire gives the same segment or none") {
    for (const auto& way : encapsulations()) {
        INFO(way.name);
        for (std::size_t size = 0; size < way.frame.size(); ++size) {
            const Buffer cut(way.frame.begin(), way.frame.begin() + static_cast<long>(size));
            const auto [outcome, segment] = decode(packet_of(cut, way.link_type));
            if (outcome == Outcome::segment)
                check_headers(segment, way.ipv6);
            else
                CHECK((outcome == Outcome::truncated || outcome == Outcome::malformed));
        }
    }
}

TEST_CASE("flipped bits and random bytes do no harm") {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    const auto ways = encapsulations();
    Decoder decoder{Limits{}};
    Segment segment;
    for (int round = 0; round < 20'000; ++round) {
        const auto& way = ways[random() % ways.size()];
        auto frame = way.frame;
        for (auto flips = 1 + random() % 8; flips > 0; --flips)
            frame[random() % frame.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
        if (decoder.decode(packet_of(frame, way.link_type), segment) == Outcome::segment)
            CHECK(segment.payload.size() <= segment.wire_length);
    }
    std::uint64_t counted = 0;
    for (const auto packets : decoder.counters().packets)
        counted += packets;
    CHECK(counted == 20'000);
}

TEST_CASE("lengths left to the network card are taken from the capture") {
    const Buffer large(100'000, 'x');
    SECTION("IPv4") {
        const auto frame = ethernet(0x0800, ipv4({.offloaded = true}, tcp({}, large)));
        const auto [outcome, segment] = decode(packet_of(frame));
        REQUIRE(outcome == Outcome::segment);
        CHECK(segment.payload.size() == large.size());
        CHECK(segment.wire_length == large.size());
    }
    SECTION("IPv6") {
        const auto jumbo = ipv6_extension(6, tcp({}, large));
        const auto frame = ethernet(0x86dd, ipv6({.next = 0, .jumbo = true}, jumbo));
        const auto [outcome, segment] = decode(packet_of(frame));
        REQUIRE(outcome == Outcome::segment);
        CHECK(segment.payload.size() == large.size());
    }
    SECTION("and cut by the snaplen") {
        auto frame = ethernet(0x0800, ipv4({.offloaded = true}, tcp({}, large)));
        const auto length = frame.size();
        frame.resize(96);
        auto packet = packet_of(frame);
        packet.original_length = static_cast<std::uint32_t>(length);
        const auto [outcome, segment] = decode(packet);
        REQUIRE(outcome == Outcome::segment);
        CHECK(segment.payload.size() == 96 - 54);
        CHECK(segment.wire_length == large.size());
    }
}

TEST_CASE("what is not a TCP segment is told apart") {
    const auto segment = tcp({}, segment_payload());
    CHECK(outcome_of(ethernet(0x0806, Buffer(28))) == Outcome::not_ip);
    CHECK(outcome_of(ethernet(0x0800, ipv4({.protocol = 1}, Buffer(8)))) == Outcome::not_tcp);
    CHECK(outcome_of(ethernet(0x0800, ipv4({.protocol = 17}, udp(53, Buffer(30))))) ==
          Outcome::not_tcp);
    CHECK(outcome_of(ethernet(0x86dd, ipv6({.next = 59}, {}))) == Outcome::not_tcp);
    CHECK(outcome_of(ethernet(0x0800, ipv4({}, segment)), 12345) == Outcome::unknown_link_type);
    // VXLAN without its flag, PPTP's GRE
    CHECK(outcome_of(ethernet(0x0800, ipv4({.protocol = 17}, udp(4789, Buffer(60))))) ==
          Outcome::not_tcp);
    CHECK(outcome_of(ethernet(0x0800, ipv4({.protocol = 47}, gre(0x2001, 0x880b, Buffer(60))))) ==
          Outcome::not_tcp);
}

TEST_CASE("headers that contradict themselves are malformed") {
    auto header_too_short = ipv4({}, tcp({}, segment_payload()));
    header_too_short[0] = 0x44;
    CHECK(outcome_of(header_too_short, 228) == Outcome::malformed);

    auto total_too_short = ipv4({}, tcp({}, segment_payload()));
    total_too_short[2] = 0;
    total_too_short[3] = 19;
    CHECK(outcome_of(total_too_short, 228) == Outcome::malformed);

    auto other_version = ipv4({}, tcp({}, segment_payload()));
    other_version[0] = 0x55;
    CHECK(outcome_of(other_version, 228) == Outcome::malformed);

    auto tcp_too_short = tcp({}, segment_payload());
    tcp_too_short[12] = 0x40;
    CHECK(outcome_of(ipv4({}, tcp_too_short), 228) == Outcome::malformed);

    auto tcp_too_long = tcp({}, Buffer(4));
    tcp_too_long[12] = 0xf0;
    CHECK(outcome_of(ipv4({}, tcp_too_long), 228) == Outcome::malformed);
}

TEST_CASE("tunnels in tunnels have a bottom") {
    auto packet = ipv4({}, tcp({}, segment_payload()));
    for (int level = 1; level < 8; ++level)
        packet = ipv4({.protocol = 4}, packet);
    CHECK(outcome_of(packet, 101) == Outcome::segment);
    packet = ipv4({.protocol = 4}, packet);
    CHECK(outcome_of(packet, 101) == Outcome::nested_too_deep);
}

TEST_CASE("packets and tunnels are counted") {
    Decoder decoder{Limits{}};
    Segment segment;
    const auto inner = ipv4({}, tcp({}, segment_payload()));
    for (const auto& frame :
         {inner, ipv4({.protocol = 4}, inner), ipv4({.protocol = 1}, Buffer(8))})
        (void)decoder.decode(packet_of(frame, 101), segment);
    const auto counters = decoder.counters();
    CHECK(counters.of(Outcome::segment) == 2);
    CHECK(counters.of(Outcome::not_tcp) == 1);
    CHECK(counters.tunnels == 1);
    CHECK(name_of(Outcome::not_tcp) == "not_tcp");
    CHECK(name_of(Outcome::unknown_link_type) == "unknown_link_type");
}

TEST_CASE("link types are known or not") {
    for (const int known : {0, 1, 9, 12, 14, 50, 101, 108, 113, 228, 229, 276}) {
        INFO(known);
        CHECK(pgoscope::net::knows_link_type(known));
    }
    CHECK_FALSE(pgoscope::net::knows_link_type(105));  // IEEE 802.11
    CHECK_FALSE(pgoscope::net::knows_link_type(-1));
}
