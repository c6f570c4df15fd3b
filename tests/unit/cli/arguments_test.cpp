#include "cli/arguments.h"

#include <algorithm>
#include <variant>

#include <catch2/catch.hpp>

#include "analyzer/pipeline/counters.h"
#include "analyzer/report/facts/document.h"
#include "cli/limit_options.h"
#include "cli/usage_error.h"

using namespace pgoscope;
using namespace pgoscope::cli;

namespace {

constexpr Surroundings pipes{};
constexpr Surroundings terminal{true, true, false, 120};

Configuration configured(std::vector<std::string> arguments,
                         const Surroundings& surroundings = pipes) {
    return std::get<Configuration>(parse_arguments(std::move(arguments), surroundings));
}

Printout printed(std::vector<std::string> arguments) {
    return std::get<Printout>(parse_arguments(std::move(arguments), pipes));
}

/// `arguments` behind a verb and before a capture.
Configuration with(std::vector<std::string> arguments, const Surroundings& surroundings = pipes) {
    arguments.insert(arguments.begin(), "report");
    arguments.emplace_back("a.pcap");
    return configured(std::move(arguments), surroundings);
}

}  // namespace

TEST_CASE("Each verb is a view of captures") {
    const auto configuration = configured({"timeline", "a.pcap", "-", "b.pcap"});
    CHECK(configuration.settings.view == pipeline::View::timeline);
    CHECK(configuration.settings.captures == std::vector<std::string>{"a.pcap", "-", "b.pcap"});
    CHECK(configured({"errors", "a"}).settings.view == pipeline::View::errors);
    CHECK(configured({"latency", "a"}).settings.view == pipeline::View::latency);
    CHECK(configured({"report", "a"}).settings.view == pipeline::View::report);
}

TEST_CASE("Defaults are those of the structures") {
    const auto configuration = with({});
    const pipeline::Settings defaults;
    CHECK(configuration.settings.ports == std::vector<std::uint16_t>{5432});
    CHECK(configuration.settings.options.top == defaults.options.top);
    CHECK_FALSE(configuration.settings.findings);
    CHECK_FALSE(configuration.settings.packets.any());
    CHECK(configuration.log_level == LogLevel::warning);
    CHECK(configuration.output.empty());
}

TEST_CASE("A repeatable option takes one word a time") {
    const auto settings = with({"--port", "5433", "--port", "6432", "--session", "3"}).settings;
    CHECK(settings.ports == std::vector<std::uint16_t>{5433, 6432});
    CHECK(settings.sessions == std::vector<std::uint64_t>{3});
    CHECK(settings.captures == std::vector<std::string>{"a.pcap"});
    CHECK(with({"--port", "auto"}).settings.ports.empty());
}

TEST_CASE("Every option reaches its place") {
    const auto configuration =
        with({"--bpf", "host 192.0.2.9", "--since", "10", "--until", "20.5", "-o", "out.json",
              "--top", "0", "--show-values", "--every-row", "--fail-on", "errors,gaps", "-v"});
    const auto& settings = configuration.settings;
    CHECK(settings.packets.bpf == "host 192.0.2.9");
    CHECK(settings.packets.since == 10'000'000'000);
    CHECK(settings.packets.until == 20'500'000'000);
    CHECK(configuration.output == "out.json");
    CHECK(settings.options.top == 0);
    CHECK(settings.options.show_values);
    CHECK(settings.options.every_row);
    CHECK_FALSE(settings.options.redact);
    CHECK(configuration.fail_on.size() == 2);
    CHECK(settings.findings);
    CHECK(configuration.log_level == LogLevel::info);
    CHECK(with({"--redact"}).settings.options.redact);
    CHECK(with({"-q"}).log_level == LogLevel::error);
    CHECK(with({"--log-level", "debug"}).log_level == LogLevel::debug);
}

TEST_CASE("The format follows the terminal unless it is asked for") {
    CHECK(with({}).settings.format == pipeline::Format::json);
    CHECK(with({}, terminal).settings.format == pipeline::Format::text);
    CHECK(with({"--format", "json"}, terminal).settings.format == pipeline::Format::json);
    CHECK(with({"--format", "text"}).settings.format == pipeline::Format::text);
    CHECK(with({"-o", "f"}, terminal).settings.format == pipeline::Format::json);
    CHECK(with({"-o", "-"}, terminal).settings.format == pipeline::Format::text);
}

TEST_CASE("Color and width follow the terminal, NO_COLOR and --color") {
    CHECK_FALSE(with({}).settings.style.color);
    CHECK(with({}).settings.style.width == 0);
    CHECK(with({}, terminal).settings.style.color);
    CHECK(with({}, terminal).settings.style.width == 120);
    CHECK(with({"--color", "always"}).settings.style.color);
    CHECK_FALSE(with({"--color", "never"}, terminal).settings.style.color);
    CHECK_FALSE(with({"-o", "f"}, terminal).settings.style.color);
    const Surroundings plain{true, true, true, 80};
    CHECK_FALSE(with({}, plain).settings.style.color);
    CHECK(with({"--color", "always"}, plain).settings.style.color);
}

TEST_CASE("The bar is for a terminal where it disturbs nothing") {
    CHECK(with({}).progress == ShowProgress::never);
    CHECK(with({}, terminal).progress == ShowProgress::when_slow);
    CHECK(with({"-q"}, terminal).progress == ShowProgress::never);
    CHECK(with({"--progress", "always"}).progress == ShowProgress::always);
    CHECK(with({"--progress", "never"}, terminal).progress == ShowProgress::never);
    CHECK(configured({"timeline", "a"}, terminal).progress == ShowProgress::never);
    CHECK(configured({"timeline", "-o", "f", "a"}, terminal).progress == ShowProgress::when_slow);
}

TEST_CASE("Every limit has an option") {
    for (const auto& option : limit_options) {
        CAPTURE(option.name);
        const auto* value = option.unit == LimitOption::Unit::duration ? "7s" : "7000";
        const auto limits = with({std::string(option.name), value}).settings.limits;
        const auto set = std::visit(
            [&](auto member) { return static_cast<std::uint64_t>(limits.*member); }, option.member);
        CHECK(set == (option.unit == LimitOption::Unit::duration ? 7'000'000'000 : 7000));
        CHECK_THROWS_AS(with({std::string(option.name), "-1"}), UsageError);
        CHECK_THROWS_AS(with({std::string(option.name), "many"}), UsageError);
    }
    CHECK(with({"--limit-reassembly-bytes", "2M"}).settings.limits.reassembly_bytes == 2U << 20U);
    CHECK_THROWS_WITH(with({"--limit-reassembly-bytes", "4G"}), Catch::Contains("at most"));
    CHECK_THROWS_WITH(with({"--limit-connections", "0"}), Catch::Contains("at least 1"));
}

TEST_CASE("The options of limits cover the whole structure") {
    // A new member makes the structure larger: it needs an option, and its size belongs here.
    CHECK(sizeof(Limits) == 136);
    CHECK(limit_options.size() == 24);
}

TEST_CASE("Every limit that a report can say has acted has the option that it names") {
    for (const auto& [name, count] : pipeline::limit_counters({}, {}, {}, 0)) {
        INFO(name);
        const auto option = report::option_of_limit(name);
        CHECK(std::any_of(limit_options.begin(), limit_options.end(),
                          [&](const auto& known) { return known.name == option; }));
    }
}

TEST_CASE("What cannot be meant is a usage error") {
    const std::vector<std::vector<std::string>> all{
        {"timeline"},
        {"timelime", "a"},
        {"report", "--no-such-option", "a"},
        {"report", "--port", "0", "a"},
        {"report", "--port", "65536", "a"},
        {"report", "--port", "auto", "--port", "5432", "a"},
        {"report", "--session", "0", "a"},
        {"report", "--format", "xml", "a"},
        {"report", "--color", "maybe", "a"},
        {"report", "--progress", "yes", "a"},
        {"report", "--log-level", "loud", "a"},
        {"report", "--top", "-1", "a"},
        {"report", "--since", "20", "--until", "20", "a"},
        {"report", "--show-values", "--redact", "a"},
        {"report", "-v", "-q", "a"},
        {"report", "-", "-"},
        {"report", "--fail-on", "p99", "a"},
        {"help", "no-such-verb"},
        {"completions", "csh"},
    };
    for (const auto& arguments : all) {
        CAPTURE(arguments);
        CHECK_THROWS_AS(parse_arguments(arguments, pipes), UsageError);
    }
}

TEST_CASE("What is no verb is named") {
    for (const auto& arguments : {std::vector<std::string>{"reprt", "a"}, {"help", "reprt"}})
        CHECK_THROWS_WITH(parse_arguments(arguments, pipes),
                          "there is no verb 'reprt'; 'pgoscope help' lists the verbs");
}

TEST_CASE("Help, version and completions only print") {
    CHECK(printed({}).exit_code == ExitCode::failed);
    CHECK(printed({"--help"}).exit_code == ExitCode::done);
    CHECK(printed({"--help"}).text == printed({}).text);
    CHECK(printed({"help"}).text == printed({"-h"}).text);
    CHECK(printed({"help", "timeline"}).text == printed({"timeline", "-h"}).text);
    CHECK(printed({"help", "--help"}).text == printed({"help", "help"}).text);
    CHECK_THAT(printed({"--version"}).text,
               Catch::StartsWith("pgoscope ") && Catch::Contains("libpcap"));
}
