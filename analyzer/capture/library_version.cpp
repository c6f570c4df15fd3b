#include "analyzer/capture/library_version.h"

#include <pcap/pcap.h>

namespace pgoscope::capture {

std::string_view library_version() {
    return pcap_lib_version();
}

}  // namespace pgoscope::capture
