#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/command_description.h"
#include "cli/configuration.h"
#include "cli/printout.h"
#include "cli/surroundings.h"

namespace pgoscope::cli {

using Command = std::variant<Configuration, Printout>;

/// From argv (without the program's name) to what is to be done. Throws UsageError.
[[nodiscard]] Command parse_arguments(std::vector<std::string> arguments,
                                      const Surroundings& surroundings);

/// All that can be written on the command line.
[[nodiscard]] CommandDescription describe_command();

}  // namespace pgoscope::cli
