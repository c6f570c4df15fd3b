#include "analyzer/net/fragments.h"

#include <algorithm>
#include <numeric>

#include <catch2/catch.hpp>

#include "analyzer/net/decoder.h"
#include "tests/unit/net/encapsulations.h"

using namespace frames;
using pgoscope::Limits;
using pgoscope::net::Decoder;
using pgoscope::net::Outcome;
using pgoscope::net::Segment;

namespace {

Buffer numbered(std::size_t size) {
    Buffer bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
}

Buffer slice(const Buffer& bytes, std::size_t from, std::size_t to) {
    return {bytes.begin() + static_cast<long>(from), bytes.begin() + static_cast<long>(to)};
}

Buffer fragment_4(const Buffer& datagram, std::size_t from, std::size_t to,
                  std::uint16_t identification = 1) {
    return ethernet(0x0800, ipv4({.identification = identification,
                                  .offset = static_cast<std::uint16_t>(from),
                                  .more_fragments = to < datagram.size()},
                                 slice(datagram, from, to)));
}

Buffer fragment_6(const Buffer& datagram, std::size_t from, std::size_t to) {
    return ethernet(
        0x86dd, ipv6({.next = 44}, ipv6_fragment(6, 77, static_cast<std::uint16_t>(from),
                                                 to < datagram.size(), slice(datagram, from, to))));
}

struct Reassembly {
    Decoder decoder;
    Segment segment;

    explicit Reassembly(const Limits& limits = {}) : decoder(limits) {}

    Outcome add(const Buffer& frame, pgoscope::PacketTime time = 0,
                std::uint32_t original_length = 0) {
        auto packet = packet_of(frame);
        packet.time = time;
        if (original_length != 0) packet.original_length = original_length;
        return decoder.decode(packet, segment);
    }
    [[nodiscard]] Buffer payload() const {
        return {segment.payload.begin(), segment.payload.end()};
    }
};

}  // namespace

TEST_CASE("fragments are put together in any order") {
    const auto payload = numbered(60);
    const auto datagram = tcp({}, payload);  // 80 bytes
    for (const bool ipv6 : {false, true}) {
        std::array<std::size_t, 4> order{0, 1, 2, 3};
        do {
            Reassembly reassembly;
            for (std::size_t i = 0; i < order.size(); ++i) {
                const auto from = order[i] * 24;
                const auto to = std::min(from + 24, datagram.size());
                const auto frame =
                    ipv6 ? fragment_6(datagram, from, to) : fragment_4(datagram, from, to);
                const auto expected = i == 3 ? Outcome::segment : Outcome::fragment;
                REQUIRE(reassembly.add(frame) == expected);
            }
            CHECK(reassembly.payload() == payload);
            CHECK(reassembly.segment.wire_length == payload.size());
            CHECK(reassembly.segment.source.port == 51834);
            CHECK(reassembly.decoder.counters().fragments.reassembled == 1);
            CHECK(reassembly.decoder.counters().fragments.fragments == 4);
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST_CASE("datagrams are told apart by identification") {
    const auto one = tcp({.sequence = 1}, numbered(60));
    const auto two = tcp({.sequence = 2}, numbered(60));
    Reassembly reassembly;
    CHECK(reassembly.add(fragment_4(one, 0, 40, 1)) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(two, 0, 40, 2)) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(one, 40, 80, 1)) == Outcome::segment);
    CHECK(reassembly.segment.sequence == 1);
    CHECK(reassembly.add(fragment_4(two, 40, 80, 2)) == Outcome::segment);
    CHECK(reassembly.segment.sequence == 2);
}

TEST_CASE("where fragments overlap, the first bytes stay") {
    const auto payload = numbered(60);
    const auto datagram = tcp({}, payload);
    const auto forged = tcp({}, Buffer(60, 0xee));
    Reassembly reassembly;
    CHECK(reassembly.add(fragment_4(datagram, 0, 24)) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 48)) == Outcome::fragment);
    SECTION("one that spans what is there") {
        CHECK(reassembly.add(fragment_4(forged, 16, 64)) == Outcome::fragment);
        CHECK(reassembly.add(fragment_4(datagram, 64, 80)) == Outcome::segment);
        auto expected = payload;
        std::fill(expected.begin() + 4, expected.begin() + 20, 0xee);   // 24 to 40
        std::fill(expected.begin() + 28, expected.begin() + 44, 0xee);  // 48 to 64
        CHECK(reassembly.payload() == expected);
        CHECK(reassembly.decoder.counters().fragments.overlapping == 1);
    }
    SECTION("a duplicate") {
        CHECK(reassembly.add(fragment_4(forged, 0, 24)) == Outcome::fragment);
        CHECK(reassembly.add(fragment_4(datagram, 24, 40)) == Outcome::fragment);
        CHECK(reassembly.add(fragment_4(datagram, 48, 80)) == Outcome::segment);
        CHECK(reassembly.payload() == payload);
        CHECK(reassembly.decoder.counters().fragments.overlapping == 1);
    }
}

TEST_CASE("bytes beyond the last fragment do not belong to the datagram") {
    const auto datagram = tcp({}, numbered(60));
    const auto longer = tcp({}, numbered(140));
    Reassembly reassembly;
    CHECK(reassembly.add(fragment_4(longer, 80, 120)) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80)) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(datagram, 0, 40)) == Outcome::segment);
    CHECK(reassembly.payload() == numbered(60));
}

TEST_CASE("a fragment cut by the snaplen ends the bytes, not the datagram") {
    const auto datagram = tcp({}, numbered(60));
    Reassembly reassembly;
    auto cut = fragment_4(datagram, 24, 48);
    const auto length = static_cast<std::uint32_t>(cut.size());
    cut.resize(length - 10);
    CHECK(reassembly.add(fragment_4(datagram, 0, 24)) == Outcome::fragment);
    CHECK(reassembly.add(cut, 0, length) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(datagram, 48, 80)) == Outcome::segment);
    CHECK(reassembly.payload() == numbered(4 + 14));
    CHECK(reassembly.segment.wire_length == 60);
}

TEST_CASE("fragments inside a tunnel and of a tunnel") {
    const auto datagram = tcp({}, numbered(60));
    Reassembly reassembly;
    for (const std::size_t from : {0U, 40U}) {
        const auto tunnel = udp(4789, vxlan(fragment_4(datagram, from, from + 40)));
        const auto outer = [&](std::size_t begin, std::size_t end) {
            return ethernet(0x0800, ipv4({.protocol = 17,
                                          .identification = static_cast<std::uint16_t>(100 + from),
                                          .offset = static_cast<std::uint16_t>(begin),
                                          .more_fragments = end < tunnel.size()},
                                         slice(tunnel, begin, end)));
        };
        CHECK(reassembly.add(outer(32, tunnel.size())) == Outcome::fragment);
        CHECK(reassembly.add(outer(0, 32)) == (from == 0 ? Outcome::fragment : Outcome::segment));
    }
    CHECK(reassembly.payload() == numbered(60));
}

TEST_CASE("fragments that fit no datagram are malformed") {
    const auto datagram = tcp({}, numbered(60));
    Reassembly reassembly;
    CHECK(reassembly.add(fragment_4(datagram, 0, 30)) == Outcome::malformed);  // not 8 times n
    CHECK(reassembly.add(fragment_4(datagram, 0, 0)) == Outcome::malformed);
    const auto beyond = ipv4({.offset = 65528}, Buffer(16));
    CHECK(reassembly.add(ethernet(0x0800, beyond)) == Outcome::malformed);
    CHECK(reassembly.decoder.counters().fragments.fragments == 0);
}

TEST_CASE("fragments wait only so long, by the clock of the packets") {
    const auto datagram = tcp({}, numbered(60));
    Limits limits;
    limits.fragment_lifetime = 1000;
    Reassembly reassembly(limits);
    CHECK(reassembly.add(fragment_4(datagram, 0, 40), 5000) == Outcome::fragment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80), 6001) == Outcome::fragment);
    CHECK(reassembly.decoder.counters().fragments.expired == 1);
    CHECK(reassembly.add(fragment_4(datagram, 0, 40), 7001) == Outcome::segment);
}

TEST_CASE("no more datagrams wait than allowed, and the oldest leaves") {
    const auto datagram = tcp({}, numbered(60));
    Limits limits;
    limits.fragmented_datagrams = 2;
    Reassembly reassembly(limits);
    for (std::uint16_t identification = 1; identification <= 3; ++identification)
        CHECK(reassembly.add(fragment_4(datagram, 0, 40, identification)) == Outcome::fragment);
    CHECK(reassembly.decoder.counters().fragments.evicted == 1);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80, 2)) == Outcome::segment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80, 3)) == Outcome::segment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80, 1)) == Outcome::fragment);
}

TEST_CASE("no more bytes wait than allowed") {
    const auto datagram = tcp({}, numbered(60));
    Limits limits;
    limits.fragment_bytes = 4096;
    Reassembly reassembly(limits);
    for (std::uint16_t identification = 0; identification < 100; ++identification)
        CHECK(reassembly.add(fragment_4(datagram, 0, 40, identification)) == Outcome::fragment);
    const auto evicted = reassembly.decoder.counters().fragments.evicted_for_bytes;
    CHECK(evicted > 50);
    CHECK(evicted < 100);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80, 99)) == Outcome::segment);
    CHECK(reassembly.add(fragment_4(datagram, 40, 80, 0)) == Outcome::fragment);

    limits.fragment_bytes = 0;  // refuses them all
    Reassembly none(limits);
    CHECK(none.add(fragment_4(datagram, 0, 40)) == Outcome::fragment);
    CHECK(none.add(fragment_4(datagram, 40, 80)) == Outcome::fragment);
    CHECK(none.decoder.counters().fragments.evicted_for_bytes == 2);
}
