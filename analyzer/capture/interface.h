#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/capture/outage_counter.h"
#include "analyzer/capture/packet_queue.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"

struct pcap;  // libpcap's pcap_t
struct pcap_pkthdr;

namespace pgoscope::capture {

struct InterfaceOptions {
    /// Ring that the kernel fills while we are busy, for each interface.
    std::uint32_t buffer_bytes = 64 * 1024 * 1024;
    /// Bytes kept of a packet. Offloading makes segments of more than 64 KiB.
    std::uint32_t snaplen = 262'144;
    bool promiscuous = false;
    /// How long the kernel may keep packets back to hand on more of them at once.
    int block_milliseconds = 20;
    /// Expressions of pcap-filter(7), for the kernel: the first that makes sense for the link type
    /// of the interface is used. Empty: every packet.
    std::vector<std::string> filters{};
    /// Tells the time that packets are stamped with. A socket hears everything until its filter
    /// stands, and nothing while libpcap changes it: what came before that is left out, for it
    /// would end in a hole. Without a clock nothing is left out.
    std::function<PacketTime()> clock{};
};

/// One network interface, or `any`, heard through libpcap with nanoseconds. Packets are taken from
/// the kernel's ring in batches, each copied once: libpcap gives a block of the ring back to the
/// kernel while a reader of single packets still looks at the last one of it.
class Interface {
  public:
    /// Needs CAP_NET_RAW; nothing does once it is open. Never waits.
    [[nodiscard]] static Result<std::unique_ptr<Interface>> open(const std::string& name,
                                                                 const InterfaceOptions& options);

    enum class Fetched : std::uint8_t {
        packets,  ///< there may be more
        nothing,
        gone,  ///< it was removed; `error()` says so
    };
    /// Appends to `queue` what the kernel has for us, a bounded number of packets, without waiting.
    [[nodiscard]] Fetched fetch(PacketQueue& queue);
    /// Counts a packet of its queue as one that was delivered, and tells its link type.
    void deliver(Packet& packet) noexcept;

    /// To wait on: readable when there are packets.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] bool gone() const noexcept { return !error_.empty(); }
    /// One sentence for a person, once it is gone.
    [[nodiscard]] const std::string& error() const noexcept { return error_; }
    [[nodiscard]] const std::string& name() const noexcept { return info_.path; }
    [[nodiscard]] int link_type() const noexcept { return link_type_; }
    [[nodiscard]] std::uint32_t snaplen() const noexcept { return info_.snaplen; }
    /// With the drops and outages until now.
    [[nodiscard]] SourceInfo info() const;

  private:
    struct PcapCloser {
        void operator()(pcap* handle) const noexcept;
    };
    Interface() = default;
    [[nodiscard]] bool is_down() const noexcept;
    static void keep(std::uint8_t* batch, const pcap_pkthdr* header, const std::uint8_t* data);

    std::unique_ptr<pcap, PcapCloser> pcap_;
    int descriptor_ = -1;
    int link_type_ = 0;
    PacketTime filtered_since_ = 0;
    SourceInfo info_;
    OutageCounter outages_;
    std::string error_;
};

}  // namespace pgoscope::capture
