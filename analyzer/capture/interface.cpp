#include "analyzer/capture/interface.h"

#include <array>
#include <iterator>
#include <limits>

#include <net/if.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>

#include "analyzer/capture/interface_failures.h"
#include "analyzer/capture/link_type_name.h"

namespace pgoscope::capture {
namespace {

/// Bounds of a batch. Small enough to stay in the processor's cache.
constexpr int batch_packets = 1024;
constexpr std::size_t batch_bytes = std::size_t{512} * 1024;

/// Where packets go while libpcap hands them over.
struct Batch {
    pcap_t* pcap;
    PacketQueue& queue;
    std::size_t full;  ///< when the queue uses so many bytes
    PacketTime since;  ///< what is older is left out
};

}  // namespace

void Interface::PcapCloser::operator()(pcap* handle) const noexcept {
    pcap_close(handle);
}

Result<std::unique_ptr<Interface>> Interface::open(const std::string& name,
                                                   const InterfaceOptions& options) {
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    std::unique_ptr<Interface> interface(new Interface);
    interface->pcap_.reset(pcap_create(name.c_str(), message.data()));
    pcap_t* handle = interface->pcap_.get();
    if (handle == nullptr) return cannot_listen(name, PCAP_ERROR, message.data());

    constexpr auto most = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
    (void)pcap_set_snaplen(handle, static_cast<int>(std::min(options.snaplen, most)));
    (void)pcap_set_buffer_size(handle, static_cast<int>(std::min(options.buffer_bytes, most)));
    (void)pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
    (void)pcap_set_timeout(handle, options.block_milliseconds);
    (void)pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
    // Above zero are warnings, such as that an interface knows no promiscuous mode.
    if (const int status = pcap_activate(handle); status < 0)
        return cannot_listen(name, status, pcap_geterr(handle));

    std::string why;
    bool filtered = options.filters.empty();
    for (const auto& expression : options.filters) {
        constexpr int optimise = 1;
        bpf_program program{};
        if (pcap_compile(handle, &program, expression.c_str(), optimise, PCAP_NETMASK_UNKNOWN) !=
            0) {
            why = pcap_geterr(handle);
            continue;
        }
        filtered = pcap_setfilter(handle, &program) == 0;
        pcap_freecode(&program);
        if (!filtered) return cannot_listen(name, PCAP_ERROR, pcap_geterr(handle));
        break;
    }
    if (!filtered) return no_filter_for(name, options.filters.back(), why);
    if (options.clock) interface->filtered_since_ = options.clock();

    if (pcap_setnonblock(handle, 1, message.data()) != 0)
        return cannot_listen(name, PCAP_ERROR, message.data());
    interface->descriptor_ = pcap_get_selectable_fd(handle);
    interface->link_type_ = pcap_datalink(handle);
    interface->info_.path = name;
    interface->info_.format = "live";
    interface->info_.link_type = link_type_name(interface->link_type_);
    interface->info_.snaplen = static_cast<std::uint32_t>(pcap_snapshot(handle));
    return interface;
}

// NOLINTNEXTLINE(readability-non-const-parameter): it is libpcap that calls it
void Interface::keep(std::uint8_t* batch, const pcap_pkthdr* header, const std::uint8_t* data) {
    const auto& self = *reinterpret_cast<const Batch*>(batch);
    constexpr Nanoseconds second = 1'000'000'000;
    // With nanosecond precision libpcap puts nanoseconds into tv_usec.
    const PacketTime time = header->ts.tv_sec * second + header->ts.tv_usec;
    if (time < self.since) return;
    self.queue.append(time, header->len, Bytes(data, header->caplen));
    if (self.queue.bytes() >= self.full) pcap_breakloop(self.pcap);
}

Interface::Fetched Interface::fetch(PacketQueue& queue) {
    if (gone()) return Fetched::gone;
    Batch batch{pcap_.get(), queue, queue.bytes() + batch_bytes, filtered_since_};
    const auto waiting = queue.size();
    const int status =
        pcap_dispatch(pcap_.get(), batch_packets, keep, reinterpret_cast<std::uint8_t*>(&batch));
    outages_.look(is_down(), queue, waiting);
    // A break that a full batch asked for may show in the next call only.
    if (status > 0 || status == PCAP_ERROR_BREAK) return Fetched::packets;
    if (status == 0) return Fetched::nothing;
    const auto packets = info_.packets + queue.size();
    error_ = broke_down(name(), packets, pcap_geterr(pcap_.get())).sentence;
    return Fetched::gone;
}

bool Interface::is_down() const noexcept {
    // On Linux libpcap asks to be called often only while an interface is down, and until it found
    // out that it is up again or gone, which it does when no packets come (`netdown` in its
    // pcap-linux.c).
    if (pcap_get_required_select_timeout(pcap_.get()) == nullptr) return false;
    ifreq request{};
    name().copy(std::data(request.ifr_name), std::size(request.ifr_name) - 1);
    return ::ioctl(descriptor_, SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) == 0;
}

void Interface::deliver(Packet& packet) noexcept {
    packet.link_type = link_type_;
    ++info_.packets;
    info_.bytes += packet.data.size();
}

SourceInfo Interface::info() const {
    auto info = info_;
    if (info.path != "any") info.outages = outages_.outages();
    pcap_stat counts{};
    if (pcap_stats(pcap_.get(), &counts) == 0) {
        info.dropped_by_kernel = counts.ps_drop;
        info.dropped_by_interface = counts.ps_ifdrop;
    }
    return info;
}

}  // namespace pgoscope::capture
