#pragma once

#include <string>

#include "cli/exit_code.h"

namespace pgoscope::cli {

/// A run that only prints something: help, the version, completions.
struct Printout {
    std::string text;
    ExitCode exit_code = ExitCode::done;
};

/// To standard output, or to standard error when it is an answer to a usage error. Answers the exit
/// status.
[[nodiscard]] int print(const Printout& printout);

}  // namespace pgoscope::cli
