#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/capture/result.h"

/// The sentences about interfaces that cannot be listened on.
namespace pgoscope::capture {

/// libpcap refused with this status (`PCAP_ERROR...`) and message.
[[nodiscard]] Failure cannot_listen(const std::string& interface, int status,
                                    std::string_view libpcap_message);
[[nodiscard]] Failure no_filter_for(const std::string& interface, const std::string& expression,
                                    std::string_view libpcap_message);
/// It was there, and is no more after `packets` packets.
[[nodiscard]] Failure broke_down(const std::string& interface, std::uint64_t packets,
                                 std::string_view libpcap_message);

}  // namespace pgoscope::capture
