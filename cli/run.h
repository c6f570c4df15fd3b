#pragma once

#include "cli/configuration.h"

namespace pgoscope::cli {

/// Does what was asked for, and answers the exit status. Output that cannot be opened is a
/// UsageError.
[[nodiscard]] int run(const Configuration& configuration);

}  // namespace pgoscope::cli
