#pragma once

#include <string>

namespace pgoscope::capture {

/// libpcap's name of a link type, such as `EN10MB`.
[[nodiscard]] std::string link_type_name(int link_type);

}  // namespace pgoscope::capture
