#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/packet.h"

namespace pgoscope::capture {

enum class ReadStatus : std::uint8_t {
    packet,  ///< the packet was filled in
    idle,    ///< nothing more for now; the next call may wait, but not for long
    end,     ///< no more packets
    failed,  ///< the source broke off; `error()` says where and why, all before it was delivered
};

/// An interface was down, and came back.
struct Outages {
    std::uint64_t count = 0;
    /// From the last packet before to the first after, in all: it was down for no longer.
    Nanoseconds silence = 0;
    bool lasting = false;  ///< it is down now
};

/// What a report says of one file or interface.
struct SourceInfo {
    std::string path;       ///< as the user named it; `-` is standard input
    std::string format;     ///< `pcap`, `pcapng`, `live`
    std::string link_type;  ///< libpcap's name of it, such as `EN10MB`
    std::uint32_t snaplen = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< captured bytes of those packets
    // Of interfaces: packets that matched the filter and did not reach us.
    std::optional<std::uint64_t> dropped_by_kernel{};     ///< the ring was full
    std::optional<std::uint64_t> dropped_by_interface{};  ///< by the card or its driver
    std::optional<Outages> outages{};                     ///< not of `any`, which stays up
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
    /// Of sources that would not end by themselves: what has been heard until now and not been
    /// delivered comes next, then `end`.
    virtual void finish() {}
    /// Of sources whose `next` waits for others: calls `hook` each time before it does. It must not
    /// touch the source.
    virtual void before_waiting(const std::function<void()>& /*hook*/) {}
    /// Bytes of input consumed and in total (0 = not known), for a progress bar.
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
    [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace pgoscope::capture
