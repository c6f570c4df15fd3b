#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

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
    /// Expressions of pcap-filter(7), for the kernel: the first that makes sense for the link type
    /// of the interface is used. Empty: every packet.
    std::vector<std::string> filters{};
};

/// One network interface, or `any`, heard through libpcap with nanoseconds. Packets are taken from
/// the kernel's ring in batches, each copied once: libpcap gives a block of the ring back to the
/// kernel while a reader of single packets still looks at the last one of it.
class Interface {
  public:
    /// Needs CAP_NET_RAW; nothing does once it is open. Never waits.
    [[nodiscard]] static Result<std::unique_ptr<Interface>> open(const std::string& name,
                                                                 const InterfaceOptions& options);

    enum class State : std::uint8_t {
        open,
        gone,  ///< it was removed; `error()` says so
    };
    /// Takes what the kernel has for us, a bounded number of packets, without waiting. Only when
    /// `next()` found nothing: it overwrites the batch.
    State fetch();
    /// The time of the next packet of the batch; not when there is none.
    [[nodiscard]] bool has_packet() const noexcept { return taken_ < batch_.size(); }
    [[nodiscard]] PacketTime next_time() const noexcept { return batch_[taken_].time; }
    /// Takes that packet. Its data is valid until `fetch()`; its number is left alone.
    void take(Packet& packet) noexcept;

    /// To wait on: readable when there are packets.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] State state() const noexcept { return state_; }
    /// One sentence for a person, once it is gone.
    [[nodiscard]] const std::string& error() const noexcept { return error_; }
    [[nodiscard]] const std::string& name() const noexcept { return info_.path; }
    [[nodiscard]] int link_type() const noexcept { return link_type_; }
    [[nodiscard]] std::uint32_t snaplen() const noexcept { return info_.snaplen; }
    /// With the drops until now.
    [[nodiscard]] SourceInfo info() const;

  private:
    struct PcapCloser {
        void operator()(pcap* handle) const noexcept;
    };
    struct Record {
        PacketTime time;
        std::uint32_t original_length;
        std::uint32_t captured_length;
        std::size_t offset;  ///< of its data in `bytes_`
    };

    Interface() = default;
    static void keep(std::uint8_t* interface, const pcap_pkthdr* header, const std::uint8_t* data);
    void set_gone();

    std::unique_ptr<pcap, PcapCloser> pcap_;
    int descriptor_ = -1;
    int link_type_ = 0;
    State state_ = State::open;
    std::vector<Record> batch_;
    std::vector<std::uint8_t> bytes_;
    std::size_t taken_ = 0;
    SourceInfo info_;
    std::string error_;
};

}  // namespace pgoscope::capture
