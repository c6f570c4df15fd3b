#pragma once

#include <cstdint>
#include <vector>

namespace pgoscope::pipeline {

struct PortTraffic {
    std::uint16_t port = 0;
    std::uint64_t segments = 0;
};

/// What a capture consists of: enough to tell a person why a result is empty.
struct Overview {
    std::uint64_t packets = 0;   ///< looked at
    std::uint64_t segments = 0;  ///< of TCP, on whatever port
    /// Of those, not from or to a server port.
    std::uint64_t other_port_segments = 0;
    std::vector<PortTraffic> busiest_other_ports;
    std::uint64_t payload_bytes = 0;  ///< from or to a server port
    /// Anything was dissected as PostgreSQL, or recognized as such and encrypted.
    bool postgresql = false;
    std::uint64_t sessions = 0;  ///< in total, which is the highest number of one
};

}  // namespace pgoscope::pipeline
