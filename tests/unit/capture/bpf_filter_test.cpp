#include "analyzer/capture/bpf_filter.h"

#include <catch2/catch.hpp>

using pgoscope::capture::BpfFilter;

TEST_CASE("An expression is at fault when no usual link type knows it") {
    for (const char* good : {"host 192.0.2.7", "ether host 1:2:3:4:5:6", "wlan type mgt",
                             "vlan 3 and tcp port 5432", "ifindex 1"})
        CHECK_FALSE(BpfFilter::fault_of(good));
    // The last is valid between parentheses.
    for (const char* bad : {"port (", "foo bar", "port 1) or (port 2"}) {
        const auto fault = BpfFilter::fault_of(bad);
        REQUIRE(fault);
        CHECK_THAT(fault->sentence, Catch::StartsWith("the packet filter '" + std::string(bad)) &&
                                        Catch::Contains("syntax error"));
    }
}
