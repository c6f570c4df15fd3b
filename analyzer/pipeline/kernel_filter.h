#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pgoscope::pipeline {

/// Expressions of pcap-filter(7) that let pass what the analysis of these server ports needs, and
/// little else; with `bpf`, where it is not empty, only what matches that as well. The first that
/// the link type of an interface knows is meant; none is needed when all is wanted.
///
/// Pass: TCP from and to the ports; all fragments of IP datagrams but the first, which do not tell
/// their port (the first does); IPv6 with hop-by-hop options, which jumbograms have. Each with up
/// to two VLAN tags where the link type knows them (on `any` the kernel has taken one off), and TCP
/// inside of VXLAN and Geneve without options over IPv4. What other tunnels carry does not: without
/// ports everything does.
[[nodiscard]] std::vector<std::string> kernel_filters(const std::vector<std::uint16_t>& ports,
                                                      const std::string& bpf);

}  // namespace pgoscope::pipeline
