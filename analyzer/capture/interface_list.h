#pragma once

#include <string>
#include <vector>

#include "analyzer/capture/result.h"

namespace pgoscope::capture {

/// An interface that packets can be captured on.
struct InterfaceDescription {
    std::string name;
    std::string description;             ///< empty = none
    std::vector<std::string> addresses;  ///< IPv4 and IPv6, as text
    bool up = false;
    bool loopback = false;
};

/// In libpcap's order: the most useful first.
[[nodiscard]] Result<std::vector<InterfaceDescription>> list_interfaces();

}  // namespace pgoscope::capture
