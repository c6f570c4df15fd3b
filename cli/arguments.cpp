#include "cli/arguments.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "analyzer/pipeline/version.h"
#include "cli/completions.h"
#include "cli/configure.h"
#include "cli/help.h"
#include "cli/interface_table.h"
#include "cli/raw_arguments.h"
#include "cli/usage_error.h"
#include "cli/version.h"

namespace pgoscope::cli {
namespace {

struct Verb {
    const char* name;
    pipeline::View view;
    const char* text;
};
constexpr Verb verbs[] = {
    {"timeline", pipeline::View::timeline, "Every message, in order, with what it means"},
    {"errors", pipeline::View::errors, "What failed: every error, by SQLSTATE and statement"},
    {"latency", pipeline::View::latency, "Where the time went: percentiles by kind and statement"},
    {"report", pipeline::View::report, "Everything in total: sessions, messages, errors, latency"},
};

// CLI11 hands a vector all words that follow its option; here it is one a time, so that
// `--port 5433 FILE` reads as it looks.
void add_repeatable(CLI::App& verb, const char* name, std::vector<std::string>& target,
                    const char* argument, const char* text, const char* group) {
    verb.add_option(name, target, text)->type_name(argument)->group(group)->allow_extra_args(false);
}

void add_single(CLI::App& verb, const char* name, std::string& target, const char* argument,
                const char* text, const char* group) {
    verb.add_option(name, target, text)->type_name(argument)->group(group);
}

void add_flag(CLI::App& verb, const char* name, bool& target, const char* text, const char* group) {
    verb.add_flag(name, target, text)->group(group);
}

constexpr auto selection_group = "What to look at";

void define_live_selection(CLI::App& verb, RawArguments& raw) {
    constexpr auto group = selection_group;
    add_repeatable(verb, "--port", raw.ports, "PORT|auto",
                   "Server port, repeatable; auto finds PostgreSQL on any port (default: 5432)",
                   group);
    add_single(verb, "--bpf", raw.bpf, "EXPR",
               "Only packets that match this filter (man pcap-filter)", group);
    add_repeatable(verb, "--session", raw.sessions, "N",
                   "Only this session, repeatable; the timeline shows the numbers", group);
}

void define_selection(CLI::App& verb, RawArguments& raw) {
    constexpr auto group = selection_group;
    define_live_selection(verb, raw);
    add_single(
        verb, "--since", raw.since, "TIME",
        "Only packets from this time on: RFC 3339, such as 2026-11-20T21:16:10.5Z, or seconds "
        "since 1970",
        group);
    add_single(verb, "--until", raw.until, "TIME",
               "Only packets before this time, written likewise", group);
}

constexpr auto output_group = "What to show";

void define_output(CLI::App& verb, RawArguments& raw, const char* output_text) {
    constexpr auto group = output_group;
    add_single(verb, "--format", raw.format, "json|text",
               "Default: text on a terminal, json elsewhere", group);
    add_single(verb, "-o,--output", raw.output, "FILE", output_text, group);
    add_flag(verb, "--show-values", raw.show_values,
             "Show parameters, rows, COPY data and notification payloads", group);
    add_flag(
        verb, "--redact", raw.redact,
        "Remove constants from all SQL, drop detail, where and hint of errors, and hide values "
        "that messages quote",
        group);
    add_flag(verb, "--every-row", raw.every_row,
             "In a text timeline, a line for each row instead of one for several", group);
    add_single(verb, "--color", raw.color, "auto|always|never",
               "Colors in text; auto: on a terminal, unless NO_COLOR is set", group);
}

void define_ranking(CLI::App& verb, RawArguments& raw) {
    add_single(verb, "--top", raw.top, "N", "Entries of a ranking, 0 for all (default: 20)",
               output_group);
}

void define_checks(CLI::App& verb, RawArguments& raw) {
    add_repeatable(verb, "--fail-on", raw.fail_on, "CONDITION",
                   "Exit with 1 when it holds, repeatable or a list with commas: errors, "
                   "errors:SQLSTATE, gaps, malformed, unanswered, anomalies, each also with "
                   "'>NUMBER'; mean, p50, p90, p95, p99, p999 or max with '>DURATION', such as "
                   "'p99>50ms' (quote the >)",
                   "Checks");
}

void define_messages(CLI::App& verb, RawArguments& raw) {
    constexpr auto group = "Progress and messages (on standard error)";
    add_single(verb, "--progress", raw.progress, "auto|always|never",
               "A progress bar; auto: on a terminal, when it takes longer than 0.5 s", group);
    add_flag(verb, "-v,--verbose", raw.verbose, "Say what is being done", group);
    add_flag(verb, "-q,--quiet", raw.quiet, "Only errors, no bar", group);
    add_single(verb, "--log-level", raw.log_level, "debug|info|warning|error|off",
               "Which messages to print (default: warning)", group);
}

void define_limits(CLI::App& verb, RawArguments& raw) {
    for (std::size_t i = 0; i < limit_options.size(); ++i) {
        const auto& limit = limit_options[i];
        const char* argument = "N";
        if (limit.unit == LimitOption::Unit::bytes) argument = "SIZE";
        if (limit.unit == LimitOption::Unit::duration) argument = "DURATION";
        const std::string text = std::string(limit.text) + " (default: " + default_of(limit) + ")";
        add_single(verb, limit.name.data(), raw.limits[i], argument, text.c_str(),
                   "Limits (SIZE: 65536, 64K, 1M, 1G)");
    }
}

void define_listening(CLI::App& verb, RawArguments& raw) {
    constexpr auto group = "How to listen";
    add_single(verb, "--buffer", raw.buffer, "SIZE",
               "Size of the ring that the kernel fills while pgoscope is busy (default: 64M)",
               group);
    add_single(verb, "--snaplen", raw.snaplen, "SIZE", "Bytes kept of a packet (default: 256K)",
               group);
    add_flag(verb, "--promiscuous", raw.promiscuous, "Also packets that are not for this machine",
             group);
    add_single(
        verb, "--user", raw.user, "USER",
        "User to become once the interfaces are open (default: who called sudo, else nobody)",
        group);
    add_single(verb, "--duration", raw.duration, "DURATION",
               "End after this time, such as 30s or 5min", group);
    add_single(verb, "--packets", raw.packets, "N", "End after this number of packets", group);
}

void define_live_output(CLI::App& verb, RawArguments& raw) {
    constexpr auto group =
        "What to write and when (default: --report; SIGUSR1 asks for a report now)";
    // A flag: only what is joined to it by = is its value, never an interface that follows.
    verb.add_flag("--report{default}", raw.report, "A report at the end, in this format")
        ->type_name("json|text")
        ->group(group);
    add_flag(verb, "--timeline", raw.timeline, "Every message as it happens", group);
    add_single(verb, "--every", raw.every, "DURATION",
               "A line of JSON each time: the reports of the interval and since the start", group);
    add_flag(verb, "--top", raw.screen,
             "A screen on the terminal, refreshed each second; h lists its keys. Without --output, "
             "a report that SIGUSR1 asked for is written after the screen is closed",
             group);
    add_single(
        verb, "--metrics", raw.metrics, "[ADDRESS:]PORT",
        "Prometheus metrics at http://ADDRESS:PORT/metrics; the port is at least 1024 (default "
        "address: 127.0.0.1)",
        group);
}

void define_writing(CLI::App& verb, RawArguments& raw) {
    constexpr auto group = "Keep the packets";
    add_single(verb, "--write", raw.write, "FILE", "Write them to this file (pcap, mode 0600)",
               group);
    add_single(verb, "--rotate-size", raw.rotate_size, "SIZE",
               "Rename it to FILE-000001 and so on before it becomes larger", group);
    add_single(verb, "--rotate-time", raw.rotate_time, "DURATION",
               "Rename it likewise when its packets span this time", group);
    add_single(verb, "--keep", raw.keep, "N", "Of the files that this run renamed, keep the last N",
               group);
}

void define_live(CLI::App& app, RawArguments& raw) {
    CLI::App* verb = app.add_subcommand("live", "Listens on network interfaces");
    verb->add_option("interfaces", raw.interfaces,
                     "Where to listen, or any; 'pgoscope interfaces' lists them")
        ->type_name("INTERFACE")
        ->required();
    define_live_output(*verb, raw);
    define_listening(*verb, raw);
    define_writing(*verb, raw);
    define_live_selection(*verb, raw);
    define_output(*verb, raw, "Write to this file as the output comes (mode 0600)");
    add_single(
        *verb, "--entries", raw.top, "N",
        "Entries of a ranking in a report, and statements with metrics of their own (1000 at "
        "most), 0 for all (default: 20)",
        output_group);
    define_checks(*verb, raw);
    define_messages(*verb, raw);
    define_limits(*verb, raw);
    verb->set_help_flag("-h,--help", "Show this")->group("Help");
    verb->callback([&raw] { raw.live = true; });
}

void define_verb(CLI::App& app, const Verb& definition, RawArguments& raw) {
    CLI::App* verb = app.add_subcommand(definition.name, definition.text);
    verb->add_option("captures", raw.captures,
                     "Files of tcpdump, dumpcap or Wireshark (pcap, pcapng); - is standard input. "
                     "Several are read as one capture, in order of time")
        ->type_name("CAPTURE")
        ->required();
    define_selection(*verb, raw);
    define_output(*verb, raw, "Write to this file, which appears when it is whole (mode 0600)");
    define_ranking(*verb, raw);
    define_checks(*verb, raw);
    define_messages(*verb, raw);
    define_limits(*verb, raw);
    verb->set_help_flag("-h,--help", "Show this")->group("Help");
    const auto view = definition.view;
    verb->callback([&raw, view] { raw.view = view; });
}

std::unique_ptr<CLI::App> define_command(RawArguments& raw) {
    auto app = std::make_unique<CLI::App>("an oscilloscope for PostgreSQL traffic", "pgoscope");
    app->require_subcommand(0, 1);
    app->set_help_flag("-h,--help", "Show this")->group("Help");
    app->set_version_flag(
           "--version",
           "pgoscope " + std::string(version) + "\n" + std::string(pipeline::capture_library()),
           "Show the version of this program and of libpcap")
        ->group("Help");
    for (const auto& verb : verbs)
        define_verb(*app, verb, raw);
    define_live(*app, raw);
    auto* interfaces = app->add_subcommand("interfaces", "The interfaces that live can listen on");
    interfaces->set_help_flag("-h,--help", "Show this")->group("Help");
    interfaces->callback([&raw] { raw.list_interfaces = true; });

    auto* help = app->add_subcommand("help", "How to use a verb");
    help->add_option("verb", raw.help_topic, "The verb; without one, the help of the program")
        ->type_name("timeline|errors|latency|report|live|interfaces");
    help->set_help_flag("-h,--help", "Show this")->group("Help");
    auto* completions =
        app->add_subcommand("completions", "Completions for a shell, to be installed");
    completions->add_option("shell", raw.completions_shell, "The shell")
        ->type_name("bash|zsh|fish")
        ->required();
    completions->set_help_flag("-h,--help", "Show this")->group("Help");
    completions->group("");  // hidden
    return app;
}

OptionDescription describe(const CLI::Option& option) {
    OptionDescription description;
    if (!option.get_snames().empty()) description.short_name = "-" + option.get_snames().front();
    if (!option.get_lnames().empty()) description.long_name = "--" + option.get_lnames().front();
    description.argument = option.get_type_name();
    description.argument_optional = option.get_items_expected_max() == 0;
    description.text = option.get_description();
    description.group = option.get_group();
    return description;
}

VerbDescription describe(const CLI::App& verb) {
    VerbDescription description;
    description.name = verb.get_name();
    description.text = verb.get_description();
    description.hidden = verb.get_group().empty();
    for (const CLI::Option* option : verb.get_options()) {
        if (option->get_positional()) {
            description.positional = describe(*option);
            description.positional.argument_optional = !option->get_required();
            description.positional_repeats = option->get_items_expected_max() > 1;
        } else {
            description.options.push_back(describe(*option));
        }
    }
    return description;
}

CommandDescription describe_all(const CLI::App& app) {
    CommandDescription description;
    description.text = app.get_description();
    for (const CLI::Option* option : app.get_options())
        description.options.push_back(describe(*option));
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        description.verbs.push_back(describe(*verb));
    return description;
}

const VerbDescription& verb_named(const CommandDescription& command, std::string_view name) {
    for (const auto& verb : command.verbs)
        if (verb.name == name) return verb;
    throw UsageError("there is no verb '" + std::string(name) +
                     "'; 'pgoscope help' lists the verbs");
}

std::string help_on(const CommandDescription& command, std::string_view topic) {
    return topic.empty() ? command_help(command) : verb_help(verb_named(command, topic));
}

/// The verb being parsed, for help and for where to find it.
std::string verb_of(const CLI::App& app) {
    const auto parsed = app.get_subcommands();
    return parsed.empty() ? std::string() : parsed.front()->get_name();
}

/// What a verb is about was not named. CLI11 knows it by its name in the help only.
std::string what_is_missing(const CLI::App& app, const CLI::ParseError& error) {
    const auto verb = verb_of(app);
    if (verb == "live") return "name an interface, or any; 'pgoscope interfaces' lists them";
    const bool reads_captures =
        std::any_of(std::begin(verbs), std::end(verbs),
                    [&](const Verb& candidate) { return candidate.name == verb; });
    return reads_captures ? "name a capture file, or - for standard input" : error.what();
}

std::string usage_sentence(const CLI::App& app, const CLI::ParseError& error) {
    const bool is_incomplete =
        error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
    std::string sentence = is_incomplete ? what_is_missing(app, error) : error.what();
    while (!sentence.empty() && (sentence.back() == '\n' || sentence.back() == ' '))
        sentence.pop_back();
    const auto verb = verb_of(app);
    sentence +=
        "; 'pgoscope " + (verb.empty() ? "--help" : verb + " --help") + "' shows what there is";
    return sentence;
}

/// `--report json` is `--report=json`, but in `--report eth0` the interface is none of its formats.
void join_report_format(std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
        const auto& next = arguments[i + 1];
        if (arguments[i] != "--report" || (next != "json" && next != "text")) continue;
        arguments[i] += "=" + next;
        arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
}

}  // namespace

CommandDescription describe_command() {
    RawArguments raw;
    return describe_all(*define_command(raw));
}

Command parse_arguments(std::vector<std::string> arguments, const Surroundings& surroundings) {
    RawArguments raw;
    const auto app = define_command(raw);
    if (arguments.empty()) return Printout{command_help(describe_all(*app)), ExitCode::failed};
    if (const auto& first = arguments.front(); !first.starts_with('-'))
        (void)verb_named(describe_all(*app), first);

    join_report_format(arguments);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the end
    try {
        app->parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        return Printout{help_on(describe_all(*app), verb_of(*app))};
    } catch (const CLI::CallForVersion& requested) {
        return Printout{std::string(requested.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        throw UsageError(usage_sentence(*app, error));
    }

    if (raw.view || raw.live) return configure(raw, surroundings);
    if (raw.list_interfaces) return Printout{interface_table()};
    if (!raw.completions_shell.empty())
        return Printout{completions(describe_all(*app), raw.completions_shell)};
    return Printout{help_on(describe_all(*app), raw.help_topic)};
}

}  // namespace pgoscope::cli
