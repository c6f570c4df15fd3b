#pragma once

#include "cli/configuration.h"
#include "cli/raw_arguments.h"
#include "cli/surroundings.h"

namespace pgoscope::cli {

/// Checks what was written, and settles what is left to the surroundings. Throws UsageError.
[[nodiscard]] Configuration configure(const RawArguments& raw, const Surroundings& surroundings);

}  // namespace pgoscope::cli
