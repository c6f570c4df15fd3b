#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completions.h"

namespace pgoscope::cli {
namespace {

/// For single quotes, in which brackets and colons have a meaning to _arguments.
std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
            continue;
        }
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

/// `:message:action` of _arguments.
std::string value_action(const OptionDescription& option) {
    if (option.takes_file()) return ":file:_files";
    if (option.takes_interface()) return ":interface:_net_interfaces";
    const auto choices = option.choices();
    if (choices.empty()) return fmt::format(":{}: ", option.argument);
    return fmt::format(":{}:({})", option.argument, fmt::join(choices, " "));
}

std::string option_spec(const OptionDescription& option) {
    const auto explanation = fmt::format("[{}]", quoted(option.text));
    const auto action = option.argument.empty() ? std::string() : value_action(option);
    // -s joins it with =, and a second colon lets it be left out.
    if (option.argument_optional && !action.empty())
        return fmt::format("'*{}=-{}:{}'", option.long_name, explanation, action);
    if (option.short_name.empty())
        return fmt::format("'*{}{}{}'", option.long_name, explanation, action);
    return fmt::format("'*'{{{},{}}}'{}{}'", option.short_name, option.long_name, explanation,
                       action);
}

std::string verb_branch(const VerbDescription& verb) {
    std::string out =
        fmt::format("                {})\n                    _arguments -s", verb.name);
    for (const auto& option : verb.options)
        out += " \\\n                        " + option_spec(option);
    const auto* rest = verb.positional_repeats ? "*" : "1";
    out += fmt::format(" \\\n                        '{}{}'\n                    ;;\n", rest,
                       value_action(verb.positional));
    return out;
}

}  // namespace

std::string zsh_completions(const CommandDescription& command) {
    std::string verbs;
    std::string branches;
    std::string options;
    for (const auto& option : command.options)
        options += "        " + option_spec(option) + " \\\n";
    for (const auto& verb : command.verbs) {
        if (verb.hidden) continue;
        verbs += fmt::format("        '{}:{}'\n", verb.name, quoted(verb.text));
        branches += verb_branch(verb);
    }
    return fmt::format(
        "#compdef pgoscope\n"
        "# zsh completion of pgoscope; made by 'pgoscope completions zsh'\n"
        "_pgoscope() {{\n"
        "    local context state state_descr line\n"
        "    typeset -A opt_args\n"
        "    local -a verbs=(\n"
        "{}"
        "    )\n"
        "    _arguments -C \\\n"
        "{}"
        "        '1: :->verb' \\\n"
        "        '*:: :->arguments'\n"
        "    case $state in\n"
        "        verb)\n"
        "            _describe verb verbs\n"
        "            ;;\n"
        "        arguments)\n"
        "            case $line[1] in\n"
        "{}"
        "            esac\n"
        "            ;;\n"
        "    esac\n"
        "}}\n"
        "_pgoscope \"$@\"\n",
        verbs, options, branches);
}

}  // namespace pgoscope::cli
