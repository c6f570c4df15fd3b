#include <variant>

#include <catch2/catch.hpp>

#include "cli/arguments.h"
#include "cli/usage_error.h"

using namespace pgoscope;
using namespace pgoscope::cli;

namespace {

Configuration configured(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "live");
    return std::get<Configuration>(parse_arguments(std::move(arguments), Surroundings{}));
}

pipeline::LiveSettings live(std::vector<std::string> arguments) {
    return configured(std::move(arguments)).settings.live.value();
}

using Names = std::vector<std::string>;
constexpr auto json = pipeline::Format::json;
constexpr auto text = pipeline::Format::text;

}  // namespace

TEST_CASE("live takes interfaces, and a report at the end when nothing else is asked for") {
    const auto settings = live({"eth0", "lo"});
    CHECK(settings.interfaces == Names{"eth0", "lo"});
    CHECK(settings.report);
    CHECK(settings.report_format == json);
    CHECK_FALSE(settings.timeline);
    CHECK(settings.windows == 0);
    CHECK(settings.buffer_bytes == 64U << 20U);
    CHECK_FALSE(live({"--timeline", "lo"}).report);
    CHECK_FALSE(live({"--every", "1s", "lo"}).report);
    CHECK_FALSE(configured({"lo"}).settings.captures.size());
}

TEST_CASE("The word behind --report is a format, or an interface") {
    for (const auto& [words, format] : std::vector<std::pair<Names, pipeline::Format>>{
             {{"--report", "eth0"}, json},
             {{"--report", "--timeline", "eth0"}, json},
             {{"eth0", "--report"}, json},
             {{"--report", "json", "eth0"}, json},
             {{"--report", "text", "eth0"}, text},
             {{"--report=text", "eth0"}, text},
             {{"eth0", "--report", "text"}, text},
             {{"--format", "text", "--report", "eth0"}, text},
             {{"--format", "text", "--report", "json", "eth0"}, json}}) {
        const auto settings = live(words);
        CHECK(settings.interfaces == Names{"eth0"});
        CHECK(settings.report);
        CHECK(settings.report_format == format);
    }
    CHECK_THROWS_WITH(live({"--report=xml", "eth0"}), Catch::Contains("xml"));
}

TEST_CASE("Every option of live reaches its place") {
    const auto configuration = configured(
        {"lo",         "--buffer",  "8M",         "--snaplen",     "1K",      "--promiscuous",
         "--packets",  "7",         "--duration", "90s",           "--every", "1.5s",
         "--timeline", "--write",   "a.pcap",     "--rotate-size", "1M",      "--rotate-time",
         "1h",         "--keep",    "3",          "--port",        "6432",    "--bpf",
         "host ::1",   "--session", "2"});
    const auto& settings = configuration.settings.live.value();
    CHECK(settings.buffer_bytes == 8U << 20U);
    CHECK(settings.snaplen == 1024);
    CHECK(settings.promiscuous);
    CHECK(settings.most_packets == 7);
    CHECK(settings.timeline);
    CHECK(settings.json_lines);
    CHECK(settings.windows == 1);
    CHECK(settings.write.path == "a.pcap");
    CHECK(settings.write.most_bytes == 1U << 20U);
    CHECK(settings.write.most_time == 3'600'000'000'000);
    CHECK(settings.write.keep == 3);
    CHECK(configuration.live.duration == std::chrono::seconds(90));
    CHECK(configuration.live.every == std::chrono::milliseconds(1500));
    CHECK(configuration.settings.ports == std::vector<std::uint16_t>{6432});
    CHECK(configuration.settings.packets.bpf == "host ::1");
    CHECK(configuration.settings.sessions == std::vector<std::uint64_t>{2});
}

TEST_CASE("What live cannot do is a usage error") {
    const std::vector<Names> all{
        {},
        {"lo", "lo"},
        {"lo", "any"},
        {"lo", "--buffer", "0"},
        {"lo", "--buffer", "2G"},
        {"lo", "--snaplen", "many"},
        {"lo", "--packets", "0"},
        {"lo", "--duration", "0s"},
        {"lo", "--duration", "5"},
        {"lo", "--every", "soon"},
        {"lo", "--keep", "3"},
        {"lo", "--rotate-size", "1M"},
        {"lo", "--write", "a", "--keep", "3"},
        {"lo", "--write", "a", "--rotate-time", "0s"},
        {"lo", "--write", "-"},
        {"lo", "--write", "a", "--output", "a"},
        {"lo", "--since", "2026-11-20T21:16:10Z"},
    };
    for (const auto& arguments : all) {
        INFO(Catch::Detail::stringify(arguments));
        CHECK_THROWS_AS(configured(arguments), UsageError);
    }
    CHECK_THROWS_WITH(configured({}), Catch::Contains("name an interface"));
}
