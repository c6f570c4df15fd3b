#include "analyzer/pipeline/kernel_filter.h"

#include <catch2/catch.hpp>

#include "analyzer/capture/bpf_filter.h"
#include "tests/support/frame_builder.h"

using namespace pgoscope;
using namespace frames;
using pipeline::kernel_filters;

namespace {

constexpr std::uint16_t postgresql = 5432;
constexpr std::uint16_t https = 443;
constexpr int ethernet_link = 1;
constexpr int linux_cooked_link = 113;
constexpr std::uint16_t ip4 = 0x0800;
constexpr std::uint16_t ip6 = 0x86dd;
constexpr std::uint16_t tag = 0x8100;

/// The first of the expressions that the link type knows.
capture::BpfFilter filter_for(const std::vector<std::string>& expressions, int link_type) {
    for (const auto& expression : expressions) {
        auto compiled = capture::BpfFilter::compile(expression, {link_type});
        if (compiled.ok()) return std::move(compiled.value());
    }
    FAIL("no expression is valid");
    throw std::logic_error("unreachable");
}

class Kernel {
  public:
    explicit Kernel(const std::vector<std::uint16_t>& ports, const std::string& bpf = "",
                    int link_type = ethernet_link)
        : link_type_(link_type), filter_(filter_for(kernel_filters(ports, bpf), link_type)) {}

    [[nodiscard]] bool passes(const Buffer& frame) const {
        capture::Packet packet;
        packet.link_type = link_type_;
        packet.original_length = static_cast<std::uint32_t>(frame.size());
        packet.data = frame;
        return filter_.matches(packet);
    }

  private:
    int link_type_;
    capture::BpfFilter filter_;
};

Buffer to_port(std::uint16_t port) {
    return tcp({.destination = port}, text("x"));
}

}  // namespace

TEST_CASE("The kernel passes TCP from and to the ports") {
    const Kernel kernel({5432, 6432});
    CHECK(kernel.passes(ethernet(ip4, ipv4({}, to_port(5432)))));
    CHECK(kernel.passes(ethernet(ip4, ipv4({}, to_port(6432)))));
    CHECK(kernel.passes(ethernet(ip4, ipv4({}, tcp({.source = 5432, .destination = 9}, {})))));
    CHECK(kernel.passes(ethernet(ip6, ipv6({}, to_port(5432)))));
    CHECK_FALSE(kernel.passes(ethernet(ip4, ipv4({}, to_port(443)))));
    CHECK_FALSE(kernel.passes(ethernet(ip6, ipv6({}, to_port(443)))));
    CHECK_FALSE(kernel.passes(ethernet(ip4, ipv4({.protocol = 17}, udp(5432, text("x"))))));
    CHECK_FALSE(kernel.passes(ethernet(0x0806, text("who has"))));
}

TEST_CASE("Fragments that do not tell their port pass, too") {
    const Kernel kernel({5432});
    const auto fragment = [](std::uint16_t port, std::uint16_t offset) {
        return ethernet(ip4, ipv4({.offset = offset, .more_fragments = true}, to_port(port)));
    };
    CHECK(kernel.passes(fragment(5432, 0)));
    CHECK_FALSE(kernel.passes(fragment(443, 0)));
    CHECK(kernel.passes(fragment(443, 800)));
    CHECK_FALSE(kernel.passes(
        ethernet(ip4, ipv4({.protocol = 17, .offset = 800}, text("the rest of a UDP datagram")))));
    CHECK(kernel.passes(
        ethernet(ip6, ipv6({.next = 44}, ipv6_fragment(6, 7, 800, false, text("rest"))))));
}

TEST_CASE("IPv6 with the header that jumbograms need passes") {
    const Kernel kernel({5432});
    CHECK(kernel.passes(ethernet(ip6, ipv6({.next = 0}, ipv6_extension(6, to_port(5432))))));
}

TEST_CASE("Up to two VLAN tags are no obstacle") {
    const Kernel kernel({5432});
    for (const auto port : {postgresql, https}) {
        const auto inner = vlan(7, ip4, ipv4({}, to_port(port)));
        CHECK(kernel.passes(ethernet(tag, inner)) == (port == postgresql));
        CHECK(kernel.passes(ethernet(tag, vlan(9, tag, inner))) == (port == postgresql));
    }
}

TEST_CASE("VXLAN and Geneve without options pass by the port inside") {
    const Kernel kernel({5432});
    const auto outer = [](std::uint16_t port, const Buffer& payload) {
        return ethernet(ip4, ipv4({.protocol = 17}, udp(port, payload)));
    };
    const auto plain_geneve = [](const Buffer& payload) {
        return words({0x0040, 0x6558, 0, 0x2a00}) + payload;
    };
    for (const auto port : {postgresql, https}) {
        const bool wanted = port == postgresql;
        CHECK(kernel.passes(outer(4789, vxlan(ethernet(ip4, ipv4({}, to_port(port)))))) == wanted);
        CHECK(kernel.passes(outer(4789, vxlan(ethernet(ip6, ipv6({}, to_port(port)))))) == wanted);
        CHECK(kernel.passes(outer(6081, plain_geneve(ethernet(ip4, ipv4({}, to_port(port)))))) ==
              wanted);
        CHECK_FALSE(kernel.passes(outer(53, vxlan(ethernet(ip4, ipv4({}, to_port(port)))))));
    }
    CHECK(kernel.passes(outer(4789, vxlan(ethernet(ip4, ipv4({.offset = 800}, text("rest")))))));
}

TEST_CASE("What the user asks for holds as well") {
    const Kernel kernel({5432}, "host 192.0.2.7 or host 192.0.2.8");
    CHECK(kernel.passes(ethernet(ip4, ipv4({}, to_port(5432)))));
    CHECK_FALSE(
        kernel.passes(ethernet(ip4, ipv4({.source = ipv4_address(10, 0, 0, 1)}, to_port(5432)))));
    CHECK_FALSE(kernel.passes(ethernet(ip4, ipv4({}, to_port(443)))));
}

TEST_CASE("A link type without VLAN tags has an expression") {
    for (const auto* bpf : {"", "host 192.0.2.7"}) {
        const Kernel kernel({5432}, bpf, linux_cooked_link);
        CHECK(kernel.passes(linux_cooked(ip4, ipv4({}, to_port(5432)))));
        CHECK_FALSE(kernel.passes(linux_cooked(ip4, ipv4({}, to_port(443)))));
    }
}

TEST_CASE("Without ports only the user's expression is left") {
    CHECK(kernel_filters({}, "").empty());
    CHECK(kernel_filters({}, "udp") == std::vector<std::string>{"udp"});
}
