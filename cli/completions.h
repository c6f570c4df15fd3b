#pragma once

#include <string>
#include <string_view>

#include "cli/command_description.h"

namespace pgoscope::cli {

/// The completion script of `bash`, `zsh` or `fish`. Throws UsageError for any other shell.
[[nodiscard]] std::string completions(const CommandDescription& command, std::string_view shell);

[[nodiscard]] std::string bash_completions(const CommandDescription& command);
[[nodiscard]] std::string zsh_completions(const CommandDescription& command);
[[nodiscard]] std::string fish_completions(const CommandDescription& command);

}  // namespace pgoscope::cli
