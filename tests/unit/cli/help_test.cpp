#include "cli/help.h"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "cli/arguments.h"
#include "cli/completions.h"

using namespace pgoscope::cli;

namespace {

const VerbDescription& verb(const CommandDescription& command, std::string_view name) {
    for (const auto& verb : command.verbs)
        if (verb.name == name) return verb;
    throw std::out_of_range(std::string(name));
}

std::string manual_page() {
    std::ifstream file(PGOSCOPE_SOURCE_DIR "/cli/man/pgoscope.1");
    std::stringstream text;
    text << file.rdbuf();
    // In a manual page a hyphen that is meant as such is escaped.
    std::string page = text.str();
    for (auto at = page.find("\\-"); at != std::string::npos; at = page.find("\\-", at))
        page.erase(at, 1);
    return page;
}

}  // namespace

TEST_CASE("Help names every verb, option and exit status") {
    const auto command = describe_command();
    const auto general = command_help(command);
    for (const auto* name : {"timeline", "errors", "latency", "report", "help"})
        CHECK_THAT(general, Catch::Contains("\n  " + std::string(name) + " "));
    CHECK_THAT(general, !Catch::Contains("completions"));
    CHECK_THAT(general, Catch::Contains("Exit status:") && Catch::Contains("--version"));

    for (const auto* name : {"timeline", "errors", "latency", "report"}) {
        const auto& described = verb(command, name);
        CHECK(described.options.size() > 30);
        const auto help = verb_help(described);
        for (const auto& option : described.options)
            CHECK_THAT(help, Catch::Contains(" " + option.long_name));
        CHECK_THAT(help, Catch::Contains("CAPTURE...") && Catch::Contains("Exit status:"));
    }
}

TEST_CASE("Help and the README tell the same exit statuses") {
    const auto words = [](std::string_view text) {
        std::string joined;
        for (const char c : text) {
            if (c == '`') continue;
            const bool space = c == ' ' || c == '\n';
            if (!space || (!joined.empty() && joined.back() != ' ')) joined += space ? ' ' : c;
        }
        return joined;
    };
    const auto help = words(command_help(describe_command()));
    std::ifstream readme(PGOSCOPE_SOURCE_DIR "/README.md");
    int statuses = 0;
    bool within = false;
    for (std::string line; std::getline(readme, line);) {
        if (line.starts_with("| exit status")) within = true;
        if (!line.starts_with("|")) within = false;
        const auto text = line.find(" | ");
        if (!within || text == std::string::npos || line[2] < '0' || line[2] > '9') continue;
        ++statuses;
        const auto status = line.substr(2, text - 2);
        const auto meaning = line.substr(text + 3, line.rfind(" |") - text - 3);
        CHECK_THAT(help, Catch::Contains(status + " " + words(meaning)));
        CHECK_THAT(manual_page(), Catch::Contains("\n.It " + status + "\n"));
    }
    CHECK(statuses == 4);
}

TEST_CASE("Help fits a terminal of a hundred columns") {
    const auto command = describe_command();
    std::istringstream text(command_help(command) + verb_help(verb(command, "report")) +
                            verb_help(verb(command, "live")));
    for (std::string line; std::getline(text, line);) {
        CAPTURE(line);
        CHECK(line.size() <= 100);
    }
}

TEST_CASE("The manual page names every verb and option") {
    const auto command = describe_command();
    const auto page = manual_page();
    REQUIRE_FALSE(page.empty());
    for (const auto& described : command.verbs) {
        if (described.hidden) continue;
        CHECK_THAT(page, Catch::Contains(described.name));
        for (const auto& option : described.options) {
            // .Fl puts the first dash.
            CHECK_THAT(page, Catch::Contains("Fl " + option.long_name.substr(1)));
            if (!option.short_name.empty())
                CHECK_THAT(page, Catch::Contains("Fl " + option.short_name.substr(1) + " "));
        }
    }
}

TEST_CASE("What may be written behind an option is told by its argument") {
    OptionDescription option;
    option.argument = "json|text";
    CHECK(option.choices() == std::vector<std::string_view>{"json", "text"});
    option.argument = "PORT|auto";
    CHECK(option.choices() == std::vector<std::string_view>{"auto"});
    option.argument = "FILE";
    CHECK(option.choices().empty());
    CHECK(option.takes_file());
}

TEST_CASE("Completions of every shell know every verb and option") {
    const auto command = describe_command();
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        CAPTURE(shell);
        const auto script = completions(command, shell);
        for (const auto& described : command.verbs) {
            if (described.hidden) continue;
            CHECK_THAT(script, Catch::Contains(described.name));
            for (const auto& option : described.options) {
                // fish writes options without their dashes.
                const auto name = shell == std::string_view("fish")
                                      ? " -l " + option.long_name.substr(2) + " "
                                      : option.long_name;
                CHECK_THAT(script, Catch::Contains(name));
            }
        }
        CHECK_THAT(script, !Catch::Contains("completions)"));
    }
}
