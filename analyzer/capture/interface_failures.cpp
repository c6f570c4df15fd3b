#include "analyzer/capture/interface_failures.h"

#include <pcap/pcap.h>

namespace pgoscope::capture {
namespace {

std::string cannot(const std::string& interface) {
    return "cannot listen on '" + interface + "': ";
}

}  // namespace

Failure cannot_listen(const std::string& interface, int status, std::string_view libpcap_message) {
    switch (status) {
        case PCAP_ERROR_NO_SUCH_DEVICE:
            return {cannot(interface) +
                    "there is no such interface; 'pgoscope interfaces' lists them"};
        case PCAP_ERROR_PERM_DENIED:
        case PCAP_ERROR_PROMISC_PERM_DENIED:
            return {cannot(interface) +
                    "not permitted; run it with sudo, or allow this program to everybody who may "
                    "run it: sudo setcap cap_net_raw+ep \"$(command -v pgoscope)\""};
        case PCAP_ERROR_IFACE_NOT_UP:
            return {cannot(interface) + "it is down; bring it up: ip link set " + interface +
                    " up"};
        default:
            break;
    }
    const std::string message(libpcap_message);
    return {cannot(interface) + (message.empty() ? pcap_statustostr(status) : message)};
}

Failure no_filter_for(const std::string& interface, const std::string& expression,
                      std::string_view libpcap_message) {
    return {"the packet filter '" + expression + "' is not valid for '" + interface +
            "': " + std::string(libpcap_message) + "; man pcap-filter has the syntax"};
}

Failure broke_down(const std::string& interface, std::uint64_t packets,
                   std::string_view libpcap_message) {
    return {"interface '" + interface + "' cannot be listened on any more, after " +
            std::to_string(packets) + " packets: " + std::string(libpcap_message)};
}

}  // namespace pgoscope::capture
