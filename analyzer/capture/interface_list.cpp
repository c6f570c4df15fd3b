#include "analyzer/capture/interface_list.h"

#include <array>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <pcap/pcap.h>

namespace pgoscope::capture {
namespace {

struct DevicesDeleter {
    void operator()(pcap_if_t* devices) const noexcept { pcap_freealldevs(devices); }
};

/// Empty for families other than IPv4 and IPv6.
std::string address_text(const sockaddr* address) {
    if (address == nullptr) return {};
    socklen_t length = 0;
    if (address->sa_family == AF_INET) length = sizeof(sockaddr_in);
    if (address->sa_family == AF_INET6) length = sizeof(sockaddr_in6);
    std::array<char, NI_MAXHOST> text{};
    if (length == 0 ||
        ::getnameinfo(address, length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

}  // namespace

Result<std::vector<InterfaceDescription>> list_interfaces() {
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    pcap_if_t* found = nullptr;
    if (pcap_findalldevs(&found, message.data()) != 0)
        return Failure{std::string("cannot list the interfaces: ") + message.data()};
    const std::unique_ptr<pcap_if_t, DevicesDeleter> devices(found);

    std::vector<InterfaceDescription> list;
    for (const pcap_if_t* device = devices.get(); device != nullptr; device = device->next) {
        auto& interface = list.emplace_back();
        interface.name = device->name;
        if (device->description != nullptr) interface.description = device->description;
        interface.up = (device->flags & PCAP_IF_UP) != 0;
        interface.loopback = (device->flags & PCAP_IF_LOOPBACK) != 0;
        for (const pcap_addr* entry = device->addresses; entry != nullptr; entry = entry->next)
            if (auto text = address_text(entry->addr); !text.empty())
                interface.addresses.push_back(std::move(text));
    }
    return list;
}

}  // namespace pgoscope::capture
