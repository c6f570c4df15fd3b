#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/capture/packet.h"

namespace pgoscope::capture {

enum class ReadStatus : std::uint8_t {
    packet,  ///< the packet was filled in
    end,     ///< no more packets
    failed,  ///< the source broke off; `error()` says where and why, all before it was delivered
};

/// What a report says of one file or interface.
struct SourceInfo {
    std::string path;       ///< as the user named it; `-` is standard input
    std::string format;     ///< `pcap`, `pcapng`
    std::string link_type;  ///< libpcap's name of it, such as `EN10MB`
    std::uint32_t snaplen = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< captured bytes of those packets
};

/// Where packets come from: a savefile, several as one capture, an interface.
class Source {
  public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    [[nodiscard]] virtual ReadStatus next(Packet& packet) = 0;
    /// One sentence for a person, with the source's name, after `failed`.
    [[nodiscard]] virtual const std::string& error() const = 0;
    [[nodiscard]] virtual std::vector<SourceInfo> info() const = 0;
    /// Bytes of input consumed and in total (0 = not known), for a progress bar.
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
    [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace pgoscope::capture
