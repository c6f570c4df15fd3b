#include "cli/completions.h"

#include "cli/usage_error.h"

namespace pgoscope::cli {

std::string completions(const CommandDescription& command, std::string_view shell) {
    if (shell == "bash") return bash_completions(command);
    if (shell == "zsh") return zsh_completions(command);
    if (shell == "fish") return fish_completions(command);
    throw UsageError("there are no completions for '" + std::string(shell) +
                     "'; there are some for bash, zsh and fish");
}

}  // namespace pgoscope::cli
