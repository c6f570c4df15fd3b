#pragma once

#include <string>

#include "cli/command_description.h"

namespace pgoscope::cli {

/// What `pgoscope --help` prints: the verbs, how to begin, what exit codes mean.
[[nodiscard]] std::string command_help(const CommandDescription& command);

/// What `pgoscope VERB --help` prints: every option.
[[nodiscard]] std::string verb_help(const VerbDescription& verb);

}  // namespace pgoscope::cli
