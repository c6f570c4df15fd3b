#pragma once

#include <string>

namespace pgoscope::cli {

/// What `pgoscope interfaces` prints: a line for each, with its addresses. Throws UsageError when
/// they cannot be listed.
[[nodiscard]] std::string interface_table();

}  // namespace pgoscope::cli
