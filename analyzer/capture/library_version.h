#pragma once

#include <string_view>

namespace pgoscope::capture {

/// Of libpcap, in its own words: `libpcap version 1.10.3 (with TPACKET_V3)`.
[[nodiscard]] std::string_view library_version();

}  // namespace pgoscope::capture
