#pragma once

#include <cstdint>

#include "analyzer/packet_time.h"
#include "dissectors/bytes.h"

namespace pgoscope::capture {

/// One captured frame. `data` is valid until the source is asked for the next packet.
struct Packet {
    PacketTime time = 0;
    /// Position in the whole capture, from 1, counted before any filter as Wireshark counts frames.
    std::uint64_t number = 0;
    /// Bytes on the wire; `data` is shorter where the snaplen cut it.
    std::uint32_t original_length = 0;
    /// LINKTYPE_ value of https://www.tcpdump.org/linktypes.html (libpcap's DLT_ where they agree).
    int link_type = 0;
    Bytes data;
};

}  // namespace pgoscope::capture
