#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completions.h"

namespace pgoscope::cli {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

/// -r: a value must follow; -f: which is no file; -a: which are the words.
std::string value_flags(const OptionDescription& option) {
    if (option.argument.empty()) return {};
    if (option.takes_file()) return " -r -F";
    const auto choices = option.choices();
    if (option.argument_optional) return fmt::format(" -f -a '{}'", fmt::join(choices, " "));
    if (choices.empty()) return " -r -f";
    return fmt::format(" -r -f -a '{}'", fmt::join(choices, " "));
}

std::string option_line(std::string_view condition, const OptionDescription& option) {
    std::string line = fmt::format("complete -c pgoscope -n '{}'", condition);
    if (!option.short_name.empty()) line += " -s " + option.short_name.substr(1);
    line += " -l " + option.long_name.substr(2);
    return line + value_flags(option) + " -d " + quoted(option.text) + "\n";
}

}  // namespace

std::string fish_completions(const CommandDescription& command) {
    std::string out =
        "# fish completion of pgoscope; made by 'pgoscope completions fish'\n"
        "complete -c pgoscope -f\n";
    for (const auto& option : command.options)
        out += option_line("__fish_use_subcommand", option);
    for (const auto& verb : command.verbs) {
        if (verb.hidden) continue;
        out += fmt::format("complete -c pgoscope -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                           quoted(verb.text));
        const auto condition = "__fish_seen_subcommand_from " + verb.name;
        if (verb.positional.takes_file())
            out += fmt::format("complete -c pgoscope -n '{}' -F\n", condition);
        if (verb.positional.takes_interface())
            out += fmt::format("complete -c pgoscope -n '{}' -a 'any (__fish_print_interfaces)'\n",
                               condition);
        for (const auto& option : verb.options)
            out += option_line(condition, option);
    }
    return out;
}

}  // namespace pgoscope::cli
