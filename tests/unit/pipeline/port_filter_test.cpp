#include "analyzer/pipeline/port_filter.h"

#include <array>

#include <catch2/catch.hpp>

using namespace pgoscope;
using pipeline::PortFilter;

namespace {

net::Segment segment(std::uint16_t source, std::uint16_t destination) {
    static constexpr std::array<std::uint8_t, 3> payload{1, 2, 3};
    net::Segment result;
    result.source.port = source;
    result.destination.port = destination;
    result.payload = payload;
    return result;
}

}  // namespace

TEST_CASE("Segments from and to a server port pass") {
    PortFilter filter({5432, 6432});
    CHECK(filter.passes(segment(5432, 50000)));
    CHECK(filter.passes(segment(50000, 6432)));
    CHECK_FALSE(filter.passes(segment(443, 50000)));
    CHECK(filter.other_segments() == 1);
    CHECK(filter.other_payload_bytes() == 3);
}

TEST_CASE("Without ports everything passes") {
    PortFilter filter({});
    CHECK(filter.passes(segment(0, 65535)));
    CHECK(filter.passes(segment(443, 50000)));
    CHECK(filter.other_segments() == 0);
    CHECK(filter.busiest(5).empty());
}

TEST_CASE("The busiest other ports are those of services, the most segments first") {
    PortFilter filter({5432});
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(filter.passes(segment(443, static_cast<std::uint16_t>(50000 + i))));
        CHECK_FALSE(filter.passes(segment(50000, 443)));
    }
    CHECK_FALSE(filter.passes(segment(50000, 80)));
    CHECK_FALSE(filter.passes(segment(50000, 22)));
    const auto busiest = filter.busiest(2);
    REQUIRE(busiest.size() == 2);
    CHECK(busiest[0].port == 443);
    CHECK(busiest[0].segments == 6);
    CHECK(busiest[1].port == 22);
}
