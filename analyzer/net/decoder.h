#pragma once

#include <cstdint>

#include "analyzer/capture/packet.h"
#include "analyzer/limits.h"
#include "analyzer/net/fragments.h"
#include "analyzer/net/internet.h"
#include "analyzer/net/outcome.h"
#include "analyzer/net/segment.h"

namespace pgoscope::net {

/// Whether packets of this LINKTYPE_ or DLT_ value can be decoded at all.
[[nodiscard]] bool knows_link_type(int link_type) noexcept;

/// From a captured frame to the TCP segment inside: link layer, tunnels, IP and its fragments.
class Decoder {
  public:
    explicit Decoder(const Limits& limits) noexcept : fragments_(limits) {}

    /// Fills in the segment when the outcome is `segment`, and leaves it unspecified otherwise. Its
    /// payload lives as long as the packet's data, and until the next call.
    [[nodiscard]] Outcome decode(const capture::Packet& packet, Segment& segment);

    [[nodiscard]] NetCounters counters() const noexcept;

  private:
    /// Follows the headers, each of which says what comes next, to where they end.
    [[nodiscard, gnu::hot]] Outcome walk(const capture::Packet& packet, Segment& segment);
    /// Replaces the fragment by its datagram once that is complete.
    [[nodiscard, gnu::cold]] Header reassemble(IpHeader& ip, Frame& frame, PacketTime now);

    FragmentReassembly fragments_;
    NetCounters counters_;
};

}  // namespace pgoscope::net
