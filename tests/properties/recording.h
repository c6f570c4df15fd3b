#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/net/segment.h"

/// A TCP segment that owns its payload, so that it can be cut, joined and moved about.
struct RecordedSegment {
    pgoscope::net::Segment header;  ///< its `payload` is not used
    std::vector<std::uint8_t> payload;

    [[nodiscard]] bool opens_or_closes() const {
        using namespace pgoscope::net;
        return header.has(tcp_flag::syn) || header.has(tcp_flag::fin) || header.has(tcp_flag::rst);
    }
    /// All of its payload was captured, and nothing but data is said.
    [[nodiscard]] bool is_plain_data() const {
        return !payload.empty() && payload.size() == header.wire_length && !opens_or_closes();
    }
    [[nodiscard]] bool same_direction(const RecordedSegment& other) const {
        return header.source == other.header.source &&
               header.destination == other.header.destination;
    }
    /// Also when the direction is the opposite one.
    [[nodiscard]] bool same_connection(const RecordedSegment& other) const {
        return same_direction(other) || (header.source == other.header.destination &&
                                         header.destination == other.header.source);
    }
    /// Bytes `begin` to `end` of it as a segment of their own.
    [[nodiscard]] RecordedSegment part(std::size_t begin, std::size_t end) const;
};

using Recording = std::vector<RecordedSegment>;

/// Names of the captures of samples/, sorted.
[[nodiscard]] std::vector<std::string> sample_names();
[[nodiscard]] std::string sample_path(const std::string& name);
/// Of a sample, as tests/golden/samples.txt has them.
[[nodiscard]] std::vector<std::uint16_t> server_ports(const std::string& name);

/// The segments of a capture that are from or to one of the ports.
[[nodiscard]] Recording read_recording(const std::string& path,
                                       const std::vector<std::uint16_t>& ports);
