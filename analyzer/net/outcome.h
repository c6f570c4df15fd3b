#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::net {

/// What became of a packet.
enum class Outcome : std::uint8_t {
    segment,            ///< a TCP segment
    fragment,           ///< part of an IP datagram that is not complete yet
    not_ip,             ///< ARP, LLDP and whatever else a link carries
    not_tcp,            ///< IP, but UDP, ICMP, ESP ...
    truncated,          ///< the capture ends inside a header
    malformed,          ///< a header contradicts itself
    nested_too_deep,    ///< more tunnels within tunnels than anybody has
    unknown_link_type,  ///< `knows_link_type` is false for it
};
inline constexpr std::size_t outcome_count = 8;

/// Its name as above.
[[nodiscard]] std::string_view name_of(Outcome outcome) noexcept;

/// How the IP fragments fared, and where the limits acted.
struct FragmentCounters {
    std::uint64_t fragments = 0;
    /// Fragments with bytes that an earlier one had brought; the earlier ones were kept.
    std::uint64_t overlapping = 0;
    std::uint64_t reassembled = 0;        ///< datagrams
    std::uint64_t expired = 0;            ///< datagrams given up at the limit of time
    std::uint64_t evicted = 0;            ///< datagrams given up at the limit of their number
    std::uint64_t evicted_for_bytes = 0;  ///< likewise at the limit of their bytes
};

struct NetCounters {
    std::array<std::uint64_t, outcome_count> packets{};
    /// Tunnels opened: GRE, VXLAN, Geneve, IP in IP.
    std::uint64_t tunnels = 0;
    FragmentCounters fragments;

    [[nodiscard]] std::uint64_t of(Outcome outcome) const noexcept {
        return packets[static_cast<std::size_t>(outcome)];
    }
};

}  // namespace pgoscope::net
