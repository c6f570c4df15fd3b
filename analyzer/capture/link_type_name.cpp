#include "analyzer/capture/link_type_name.h"

#include <pcap/pcap.h>

namespace pgoscope::capture {

std::string link_type_name(int link_type) {
    const char* name = pcap_datalink_val_to_name(link_type);
    return name != nullptr ? name : "DLT " + std::to_string(link_type);
}

}  // namespace pgoscope::capture
