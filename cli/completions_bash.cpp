#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completions.h"

namespace pgoscope::cli {
namespace {

std::string names(const OptionDescription& option, std::string_view separator) {
    if (option.short_name.empty()) return option.long_name;
    return fmt::format("{}{}{}", option.short_name, separator, option.long_name);
}

/// What completes the word behind an option: files, interfaces, words, or nothing that could be
/// guessed.
std::string value_action(const OptionDescription& option) {
    if (option.takes_file()) return "compopt -o default";
    if (option.takes_interface())
        return "COMPREPLY=($(compgen -W \"any $(command ls /sys/class/net)\" -- \"$current\"))";
    return fmt::format(R"(COMPREPLY=($(compgen -W "{}" -- "$current")))",
                       fmt::join(option.choices(), " "));
}

std::string verb_branch(const VerbDescription& verb) {
    std::string out = fmt::format("        {})\n            case \"$previous\" in\n", verb.name);
    std::string options;
    for (const auto& option : verb.options) {
        options += fmt::format("{}{}", options.empty() ? "" : " ", names(option, " "));
        if (option.argument.empty()) continue;
        out += fmt::format(
            "                {})\n                    {}\n"
            "                    return\n                    ;;\n",
            names(option, "|"), value_action(option));
    }
    out += "            esac\n";
    if (!options.empty())
        out += fmt::format(
            "            if [[ $current == -* ]]; then\n"
            "                COMPREPLY=($(compgen -W \"{}\" -- \"$current\"))\n"
            "                return\n            fi\n",
            options);
    out += fmt::format("            {}\n            ;;\n", value_action(verb.positional));
    return out;
}

}  // namespace

std::string bash_completions(const CommandDescription& command) {
    std::string words;
    std::string branches;
    for (const auto& verb : command.verbs) {
        if (verb.hidden) continue;
        words += verb.name + " ";
        branches += verb_branch(verb);
    }
    for (const auto& option : command.options)
        words += names(option, " ") + " ";
    words.pop_back();
    return fmt::format(
        "# bash completion of pgoscope; made by 'pgoscope completions bash'\n"
        "_pgoscope() {{\n"
        "    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
        "    COMPREPLY=()\n"
        "    if ((COMP_CWORD == 1)); then\n"
        "        COMPREPLY=($(compgen -W \"{}\" -- \"$current\"))\n"
        "        return\n"
        "    fi\n"
        "    case \"${{COMP_WORDS[1]}}\" in\n"
        "{}"
        "    esac\n"
        "}}\n"
        "complete -F _pgoscope pgoscope\n",
        words, branches);
}

}  // namespace pgoscope::cli
