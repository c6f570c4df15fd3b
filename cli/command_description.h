#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pgoscope::cli {

/// What can be written on the command line, as plain data: help and completions are made of it, so
/// that neither can differ from what is accepted.
struct OptionDescription {
    std::string short_name;  ///< `-o`, or empty
    std::string long_name;   ///< `--output`
    /// What follows it, as help shows it; empty for a flag. Words in lower case between `|` are
    /// what may be written: `json|text`, `PORT|auto`. FILE and CAPTURE are files, INTERFACE is
    /// one of the machine's.
    std::string argument;
    /// It may be left out; behind a name it is joined to that by =.
    bool argument_optional = false;
    std::string text;
    std::string group;

    /// Those of the words.
    [[nodiscard]] std::vector<std::string_view> choices() const;
    [[nodiscard]] bool takes_file() const { return argument == "FILE" || argument == "CAPTURE"; }
    [[nodiscard]] bool takes_interface() const { return argument == "INTERFACE"; }
};

struct VerbDescription {
    std::string name;
    std::string text;
    OptionDescription positional;  ///< its `long_name` is empty
    bool positional_repeats = false;
    std::vector<OptionDescription> options;
    bool hidden = false;
};

struct CommandDescription {
    std::string text;
    std::vector<OptionDescription> options;
    std::vector<VerbDescription> verbs;
};

}  // namespace pgoscope::cli
