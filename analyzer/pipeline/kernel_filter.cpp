#include "analyzer/pipeline/kernel_filter.h"

namespace pgoscope::pipeline {
namespace {

template <class Test>
std::string any_of(const std::vector<std::uint16_t>& ports, Test test) {
    std::string expression;
    for (const auto port : ports) {
        if (!expression.empty()) expression += " or ";
        expression += test(std::to_string(port));
    }
    return "(" + expression + ")";
}

/// Behind the headers of UDP (8 bytes), VXLAN or Geneve (8) and Ethernet (14) is an IP packet with
/// TCP and one of the ports. `udp[n]` counts from the header of UDP.
std::string inside_tunnel(const std::vector<std::uint16_t>& ports) {
    const auto ports_at = [&](const std::string& source, const std::string& destination) {
        return any_of(ports, [&](const std::string& port) {
            return "udp[" + source + ":2] = " + port + " or udp[" + destination + ":2] = " + port;
        });
    };
    // IPv4 without options, and IPv6 without extensions; of fragments, the first.
    return "((udp dst port 4789 or udp dst port 8472 or udp dst port 6081) and "
           "((udp[28:2] = 0x800 and udp[30] = 0x45 and udp[39] = 6 and " +
           ports_at("50", "52") +
           ") or (udp[28:2] = 0x800 and udp[39] = 6 and udp[36:2] & 0x1fff != 0)"
           " or (udp[28:2] = 0x86dd and udp[36] = 6 and " +
           ports_at("70", "72") + ") or (udp[28:2] = 0x86dd and udp[36] = 44)))";
}

std::string wanted(const std::vector<std::uint16_t>& ports) {
    return "(tcp and " + any_of(ports, [](const std::string& port) { return "port " + port; }) +
           ") or (ip proto 6 and ip[6:2] & 0x1fff != 0) or (ip6 proto 44) or (ip6 proto 0) or " +
           inside_tunnel(ports);
}

}  // namespace

std::vector<std::string> kernel_filters(const std::vector<std::uint16_t>& ports,
                                        const std::string& bpf) {
    const std::string also = bpf.empty() ? "" : " and (" + bpf + ")";
    if (ports.empty()) return bpf.empty() ? std::vector<std::string>{} : std::vector{bpf};
    const auto plain = wanted(ports);
    // `vlan` moves what follows it behind the tag, to the end of the expression: the user's part
    // comes first.
    const std::string first = bpf.empty() ? "" : "(" + bpf + ") and ";
    return {
        first + "((" + plain + ") or (vlan and ((" + plain + ") or (vlan and (" + plain + ")))))",
        "(" + plain + ")" + also};
}

}  // namespace pgoscope::pipeline
