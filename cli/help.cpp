#include "cli/help.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace pgoscope::cli {
namespace {

constexpr std::size_t line_width = 96;
constexpr std::size_t text_column = 34;

constexpr std::string_view exit_codes =
    "\nExit status:\n"
    "  0         done; the reader of a pipe wants no more; listening was ended, also by a signal\n"
    "  1         a --fail-on condition held\n"
    "  2         usage error; output or packets of --write that could not be written; input that\n"
    "            could not be read to its end, or an interface that is gone (after reporting what\n"
    "            could be read)\n"
    "  129, 130, 143  reading a capture was interrupted by SIGHUP, SIGINT, SIGTERM (after "
    "reporting\n"
    "            what was read); or a second signal ended the program at once\n";

constexpr std::string_view command_examples =
    "\nExamples:\n"
    "  tcpdump -i any -w db.pcap 'tcp port 5432'       make a capture (^C ends it)\n"
    "  pgoscope report db.pcap                         the whole story on one page\n"
    "  pgoscope timeline --session 3 db.pcap           every message of a session, explained\n"
    "  pgoscope timeline --format text db.pcap | less\n"
    "  pgoscope latency --top 0 --format json db.pcap -o latency.json\n"
    "  ssh db tcpdump -w - 'port 5432' | pgoscope errors -\n"
    "  pgoscope report --fail-on 'errors,p99>50ms' db.pcap > /dev/null && echo fine\n"
    "  sudo pgoscope live --top any                    a screen of what goes on\n"
    "  sudo pgoscope live --timeline --write db.pcap eth0\n"
    "\n'pgoscope VERB --help' shows the options of a verb; 'man pgoscope' tells everything.\n";

/// Appends words so that no line passes the width; the text begins at column `at`.
void append_wrapped(std::string& out, std::string_view text, std::size_t at, std::size_t indent) {
    bool line_begins = true;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        if (!line_begins && at + 1 + word.size() > line_width) {
            out += '\n';
            out.append(indent, ' ');
            at = indent;
            line_begins = true;
        }
        if (!line_begins) {
            out += ' ';
            ++at;
        }
        out += word;
        at += word.size();
        line_begins = false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    out += '\n';
}

void append_entry(std::string& out, std::string_view left, std::string_view text) {
    out += fmt::format("{:<{}}", left, text_column);
    if (left.size() >= text_column) {
        out += '\n';
        out.append(text_column, ' ');
    }
    append_wrapped(out, text, text_column, text_column);
}

void append_option(std::string& out, const OptionDescription& option) {
    std::string left = option.short_name.empty() ? "      " : "  " + option.short_name + ", ";
    left += option.long_name;
    if (!option.argument.empty())
        left += option.argument_optional ? " [" + option.argument + "]" : " " + option.argument;
    append_entry(out, left, option.text);
}

void append_options(std::string& out, const std::vector<OptionDescription>& options) {
    std::vector<std::string_view> groups;
    for (const auto& option : options)
        if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
            groups.push_back(option.group);
    // CLI11 knows the help option first; a person looks for it last.
    std::stable_partition(groups.begin(), groups.end(),
                          [](std::string_view group) { return group != "Help"; });
    for (const auto group : groups) {
        out += fmt::format("\n{}:\n", group);
        for (const auto& option : options)
            if (option.group == group) append_option(out, option);
    }
}

}  // namespace

std::string command_help(const CommandDescription& command) {
    std::string out = fmt::format(
        "pgoscope: {}.\n\nUsage: pgoscope VERB [OPTION...] CAPTURE...\n"
        "       pgoscope live [OPTION...] INTERFACE...\n\nVerbs:\n",
        command.text);
    for (const auto& verb : command.verbs)
        if (!verb.hidden) append_entry(out, "  " + verb.name, verb.text);
    append_options(out, command.options);
    out += command_examples;
    out += exit_codes;
    return out;
}

std::string verb_help(const VerbDescription& verb) {
    const auto& positional = verb.positional;
    std::string out = fmt::format("pgoscope {}: {}.\n\nUsage: pgoscope {}{}", verb.name, verb.text,
                                  verb.name, verb.options.empty() ? "" : " [OPTION...]");
    if (!positional.argument.empty()) {
        const bool optional = positional.argument_optional;
        out += fmt::format(" {}{}{}{}\n\n", optional ? "[" : "", positional.argument,
                           verb.positional_repeats ? "..." : "", optional ? "]" : "");
        append_entry(out, "  " + positional.argument, positional.text);
    } else {
        out += '\n';
    }
    append_options(out, verb.options);
    if (verb.positional.takes_file() || verb.positional.takes_interface()) out += exit_codes;
    return out;
}

}  // namespace pgoscope::cli
