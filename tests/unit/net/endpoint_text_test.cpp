#include "analyzer/endpoint_text.h"

#include <arpa/inet.h>
#include <catch2/catch.hpp>

using pgoscope::Address;
using pgoscope::to_string;

namespace {

Address ipv6(const char* text) {
    Address address;
    REQUIRE(inet_pton(AF_INET6, text, address.bytes.data()) == 1);
    return address;
}

}  // namespace

TEST_CASE("IPv4 addresses are dotted") {
    CHECK(to_string(ipv6("::ffff:192.0.2.7")) == "192.0.2.7");
    CHECK(to_string(ipv6("::ffff:0.0.0.0")) == "0.0.0.0");
    CHECK(to_string(ipv6("::ffff:255.255.255.255")) == "255.255.255.255");
    CHECK(to_string(pgoscope::Endpoint{ipv6("::ffff:192.0.2.7"), 5432}) == "192.0.2.7:5432");
}

TEST_CASE("IPv6 addresses have the form of RFC 5952") {
    for (const char* canonical :
         {"::", "::1", "1::", "2001:db8::7", "2001:db8:0:1:1:1:1:1", "2001:0:0:1::1",
          "2001:db8::1:0:0:1", "fe80::1:2:3:4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6::", "::3:4:5:6:7:8",
          "0:1::", "64:ff9b::c000:207", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
        CHECK(to_string(ipv6(canonical)) == canonical);
    }
    CHECK(to_string(ipv6("2001:0DB8:0:0:0:0:0:7")) == "2001:db8::7");
    CHECK(to_string(pgoscope::Endpoint{ipv6("2001:db8::7"), 5432}) == "[2001:db8::7]:5432");
}
