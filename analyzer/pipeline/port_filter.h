#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/net/segment.h"
#include "analyzer/pipeline/overview.h"

namespace pgoscope::pipeline {

/// Lets segments from or to the server ports pass, and counts the others by port.
class PortFilter {
  public:
    /// Without ports every segment passes.
    explicit PortFilter(const std::vector<std::uint16_t>& ports);

    [[nodiscard]] bool passes(const net::Segment& segment) {
        const auto source = segment.source.port;
        const auto destination = segment.destination.port;
        if (wanted_[source] || wanted_[destination]) return true;
        ++other_segments_;
        other_payload_bytes_ += segment.payload.size();
        // Clients are given high ports: the lower one is the service.
        ++(*segments_by_port_)[std::min(source, destination)];
        return false;
    }

    [[nodiscard]] std::uint64_t other_segments() const noexcept { return other_segments_; }
    [[nodiscard]] std::uint64_t other_payload_bytes() const noexcept {
        return other_payload_bytes_;
    }
    /// Of those that did not pass, at most `most` ports, the one with most segments first.
    [[nodiscard]] std::vector<PortTraffic> busiest(std::size_t most) const;

  private:
    static constexpr std::size_t port_count = 65536;

    std::bitset<port_count> wanted_;
    std::uint64_t other_segments_ = 0;
    std::uint64_t other_payload_bytes_ = 0;
    std::unique_ptr<std::array<std::uint64_t, port_count>> segments_by_port_;
};

}  // namespace pgoscope::pipeline
