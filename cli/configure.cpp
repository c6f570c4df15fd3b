#include "cli/configure.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/time_argument.h"
#include "cli/usage_error.h"
#include "cli/version.h"
#include "cli/wall_clock.h"

namespace pgoscope::cli {
namespace {

enum class When : std::uint8_t { automatic, always, never };

template <class Value>
using Choices = std::initializer_list<std::pair<std::string_view, Value>>;

template <class Value>
Value choose(std::string_view option, std::string_view text, Choices<Value> choices) {
    std::string words;
    for (const auto& [word, value] : choices) {
        if (word == text) return value;
        words += fmt::format("{}{}", words.empty() ? "" : ", ", word);
    }
    throw UsageError(fmt::format("{}: '{}' is none of {}", option, text, words));
}

When choose_when(std::string_view option, std::string_view text) {
    return choose<When>(
        option, text,
        {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}});
}

std::vector<std::uint16_t> parse_ports(const std::vector<std::string>& texts) {
    std::vector<std::uint16_t> ports;
    for (const auto& text : texts) {
        if (text == "auto") {
            if (texts.size() > 1)
                throw UsageError("--port: auto looks at all ports; give it alone or give numbers");
            return {};
        }
        const auto port = parse_count(text);
        if (!port || *port == 0 || *port > std::numeric_limits<std::uint16_t>::max())
            throw UsageError(
                fmt::format("--port: '{}' is neither a port from 1 to 65535 nor auto", text));
        ports.push_back(static_cast<std::uint16_t>(*port));
    }
    return ports;
}

std::vector<std::uint64_t> parse_sessions(const std::vector<std::string>& texts) {
    std::vector<std::uint64_t> sessions;
    for (const auto& text : texts) {
        const auto number = parse_count(text);
        if (!number || *number == 0)
            throw UsageError(fmt::format(
                "--session: '{}' is not the number of a session, which count from 1", text));
        sessions.push_back(*number);
    }
    return sessions;
}

capture::PacketConditions packet_conditions(const RawArguments& raw) {
    capture::PacketConditions conditions;
    conditions.bpf = raw.bpf;
    if (!raw.since.empty()) conditions.since = parse_time_argument("--since", raw.since);
    if (!raw.until.empty()) conditions.until = parse_time_argument("--until", raw.until);
    if (conditions.since && conditions.until && *conditions.since >= *conditions.until)
        throw UsageError("--until must be later than --since");
    return conditions;
}

report::Options report_options(const RawArguments& raw) {
    if (raw.show_values && raw.redact)
        throw UsageError("--show-values and --redact contradict each other; give one of them");
    report::Options options;
    options.show_values = raw.show_values;
    options.redact = raw.redact;
    options.every_row = raw.every_row;
    // Of live, --top is a screen.
    if (raw.live) options.top_option = "--entries";
    if (!raw.top.empty()) {
        const auto top = parse_count(raw.top);
        if (!top || *top > std::numeric_limits<std::uint32_t>::max())
            throw UsageError(fmt::format("{}: '{}' is not a whole number (0 means all)",
                                         options.top_option, raw.top));
        options.top = static_cast<std::uint32_t>(*top);
    }
    return options;
}

LogLevel log_level(const RawArguments& raw) {
    if (raw.verbose + raw.quiet + !raw.log_level.empty() > 1)
        throw UsageError("--verbose, --quiet and --log-level exclude each other; give one of them");
    if (raw.verbose) return LogLevel::info;
    if (raw.quiet) return LogLevel::error;
    if (raw.log_level.empty()) return LogLevel::warning;
    return choose<LogLevel>("--log-level", raw.log_level,
                            {{"debug", LogLevel::debug},
                             {"info", LogLevel::info},
                             {"warning", LogLevel::warning},
                             {"error", LogLevel::error},
                             {"off", LogLevel::off}});
}

report::Style text_style(const RawArguments& raw, const Surroundings& surroundings,
                         bool to_terminal) {
    report::Style style;
    const auto when = choose_when("--color", raw.color);
    style.color =
        when == When::always || (when == When::automatic && to_terminal && !surroundings.no_color);
    style.width = to_terminal ? surroundings.width : 0;
    return style;
}

ShowProgress show_progress(const RawArguments& raw, const Surroundings& surroundings,
                           bool shares_terminal) {
    switch (choose_when("--progress", raw.progress)) {
        case When::always:
            return ShowProgress::always;
        case When::never:
            return ShowProgress::never;
        case When::automatic:
            break;
    }
    return surroundings.errors_are_terminal && !raw.quiet && !shares_terminal
               ? ShowProgress::when_slow
               : ShowProgress::never;
}

std::chrono::nanoseconds positive_duration(std::string_view option, std::string_view text) {
    const auto duration = parse_duration(text);
    if (!duration || *duration <= 0)
        throw UsageError(
            fmt::format("{}: '{}' is not a duration such as 500ms, 30s or 5min", option, text));
    return std::chrono::nanoseconds(*duration);
}

std::uint64_t positive_size(std::string_view option, std::string_view text) {
    const auto size = parse_size(text);
    if (!size || *size == 0)
        throw UsageError(
            fmt::format("{}: '{}' is not a size such as 64K, 64M or 1G", option, text));
    return *size;
}

/// Bytes that libpcap takes as an `int`.
std::uint32_t size_below_2g(std::string_view option, std::string_view text) {
    const auto size = positive_size(option, text);
    if (size > std::numeric_limits<std::int32_t>::max())
        throw UsageError(fmt::format("{}: less than 2G is possible", option));
    return static_cast<std::uint32_t>(size);
}

std::uint64_t positive_count(std::string_view option, std::string_view text) {
    const auto count = parse_count(text);
    if (!count || *count == 0)
        throw UsageError(fmt::format("{}: '{}' is not a whole number above 0", option, text));
    return *count;
}

pipeline::Format format_named(std::string_view option, std::string_view text) {
    return choose<pipeline::Format>(
        option, text, {{"json", pipeline::Format::json}, {"text", pipeline::Format::text}});
}

std::vector<std::string> interfaces(const RawArguments& raw) {
    auto sorted = raw.interfaces;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
        throw UsageError(fmt::format("'{}' is named twice, and would be heard twice", *twice));
    if (sorted.size() > 1 && std::binary_search(sorted.begin(), sorted.end(), "any"))
        throw UsageError("any is all interfaces, which would be heard twice; name it alone");
    return raw.interfaces;
}

capture::PacketFileOptions packet_file(const RawArguments& raw) {
    if (raw.write == "-")
        throw UsageError("--write: name a file; standard output is for what is said about packets");
    const bool rotates = !raw.rotate_size.empty() || !raw.rotate_time.empty();
    if (raw.write.empty() && (rotates || !raw.keep.empty()))
        throw UsageError("--rotate-size, --rotate-time and --keep are about --write; give it, too");
    if (!raw.keep.empty() && !rotates)
        throw UsageError(
            "--keep is about full files; say with --rotate-size or --rotate-time when one is");
    capture::PacketFileOptions file;
    file.path = raw.write;
    if (!raw.rotate_size.empty()) file.most_bytes = positive_size("--rotate-size", raw.rotate_size);
    if (!raw.rotate_time.empty())
        file.most_time = positive_duration("--rotate-time", raw.rotate_time).count();
    if (!raw.keep.empty()) {
        const auto keep = positive_count("--keep", raw.keep);
        file.keep = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(keep, std::numeric_limits<std::uint32_t>::max()));
    }
    return file;
}

/// `general` is the format of whatever has none of its own.
pipeline::LiveSettings live_settings(const RawArguments& raw, pipeline::Format general) {
    pipeline::LiveSettings live;
    live.interfaces = interfaces(raw);
    if (!raw.buffer.empty()) live.buffer_bytes = size_below_2g("--buffer", raw.buffer);
    if (!raw.snaplen.empty()) live.snaplen = size_below_2g("--snaplen", raw.snaplen);
    live.promiscuous = raw.promiscuous;
    live.clock = wall_clock;
    if (!raw.packets.empty()) live.most_packets = positive_count("--packets", raw.packets);

    live.write = packet_file(raw);
    live.timeline = raw.timeline;
    live.json_lines = !raw.every.empty();
    live.present = raw.screen || !raw.metrics.empty();
    live.report = !raw.report.empty() || (!live.timeline && !live.json_lines && !live.present);
    const bool own_format = !raw.report.empty() && raw.report != "default";
    live.report_format = own_format ? format_named("--report", raw.report) : general;
    live.windows = raw.every.empty() ? 0 : 1;
    return live;
}

LiveConfiguration live_configuration(const RawArguments& raw, const Surroundings& surroundings) {
    LiveConfiguration live;
    live.screen = raw.screen;
    const auto color = choose_when("--color", raw.color);
    live.screen_color =
        color == When::always || (color == When::automatic && !surroundings.no_color);
    const bool writes_to_terminal = raw.output.empty() || raw.output == "-";
    if (raw.screen && writes_to_terminal && (raw.timeline || !raw.every.empty()))
        throw UsageError(
            "--top draws on the terminal that --timeline and --every would write to; give them a "
            "file with --output");
    if (!raw.metrics.empty()) live.metrics = parse_listen_address("--metrics", raw.metrics);
    if (!raw.duration.empty()) live.duration = positive_duration("--duration", raw.duration);
    if (!raw.every.empty()) live.every = positive_duration("--every", raw.every);
    live.user = raw.user;
    return live;
}

}  // namespace

Configuration configure(const RawArguments& raw, const Surroundings& surroundings) {
    Configuration configuration;
    auto& settings = configuration.settings;
    settings.view = raw.view.value_or(pipeline::View::report);
    settings.program_version = version;

    settings.captures = raw.captures;
    if (std::count(raw.captures.begin(), raw.captures.end(), "-") > 1)
        throw UsageError("standard input (-) can be read only once");
    settings.packets = packet_conditions(raw);
    if (!raw.ports.empty()) settings.ports = parse_ports(raw.ports);
    settings.sessions = parse_sessions(raw.sessions);
    for (std::size_t i = 0; i < limit_options.size(); ++i)
        if (!raw.limits[i].empty()) set_limit(settings.limits, limit_options[i], raw.limits[i]);

    if (!raw.write.empty() && raw.write == raw.output)
        throw UsageError(
            "--write and --output name the same file; what one writes replaces the other");
    configuration.output = raw.output;
    const bool to_terminal =
        (raw.output.empty() || raw.output == "-") && surroundings.output_is_terminal;
    settings.format = to_terminal ? pipeline::Format::text : pipeline::Format::json;
    if (!raw.format.empty()) settings.format = format_named("--format", raw.format);
    settings.options = report_options(raw);
    settings.style = text_style(raw, surroundings, to_terminal);
    if (raw.live) {
        settings.live = live_settings(raw, settings.format);
        configuration.live = live_configuration(raw, surroundings);
    }

    configuration.fail_on = parse_fail_on(raw.fail_on);
    settings.findings = !configuration.fail_on.empty();

    configuration.log_level = log_level(raw);
    // The lines of a timeline come while it is read: a bar among them would disturb.
    const bool writes_on_the_way = settings.live
                                       ? settings.live->timeline || settings.live->json_lines
                                       : settings.view == pipeline::View::timeline;
    configuration.progress = show_progress(raw, surroundings, to_terminal && writes_on_the_way);
    if (raw.screen) configuration.progress = ShowProgress::never;
    return configuration;
}

}  // namespace pgoscope::cli
