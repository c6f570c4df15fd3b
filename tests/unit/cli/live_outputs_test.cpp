#include <atomic>
#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

#include "cli/arguments.h"
#include "cli/listen_address.h"
#include "cli/metrics_board.h"
#include "cli/process_metrics.h"
#include "cli/usage_error.h"

using namespace pgoscope;
using namespace pgoscope::cli;

namespace {

Configuration live(std::vector<std::string> options) {
    options.insert(options.begin(), "live");
    options.emplace_back("eth0");
    return std::get<Configuration>(parse_arguments(options, Surroundings{}));
}

MetricsBoard::Families one_family(const std::string& name) {
    MetricsBoard::Families families(1);
    families.front().name = name;
    return families;
}

}  // namespace

TEST_CASE("an address to listen on is a port, or an address and a port") {
    CHECK(parse_listen_address("--metrics", "9187").text() == "127.0.0.1:9187");
    CHECK(parse_listen_address("--metrics", "192.0.2.1:80").text() == "192.0.2.1:80");
    CHECK(parse_listen_address("--metrics", "[2001:db8::1]:80").text() == "[2001:db8::1]:80");
    CHECK(parse_listen_address("--metrics", "0").port == 0);
    for (const char* wrong : {"", "x", "-1", "65536", "1.2.3.4", "1.2.3:80", ":80", "[]:80",
                              "::1:80", "localhost:80", "1.2.3.4:", "[1.2.3.4]:80", "1.2.3.4:80 "})
        CHECK_THROWS_AS(parse_listen_address("--metrics", wrong), UsageError);
}

TEST_CASE("a screen and metrics take the place of the report unless one is asked for") {
    CHECK(live({}).settings.live->report);
    CHECK_FALSE(live({}).settings.live->present);
    const auto screen = live({"--top"});
    CHECK(screen.live.screen);
    CHECK(screen.settings.live->present);
    CHECK_FALSE(screen.settings.live->report);
    CHECK(live({"--top", "--report"}).settings.live->report);
    const auto metrics = live({"--metrics", "9187", "--entries", "5"});
    CHECK(metrics.live.metrics->port == 9187);
    CHECK(metrics.settings.live->present);
    CHECK_FALSE(metrics.settings.live->report);
    CHECK(metrics.settings.options.top == 5);
    CHECK(metrics.settings.options.top_option == "--entries");
    CHECK_THROWS_WITH(live({"--entries", "x"}), Catch::StartsWith("--entries: 'x'"));
    CHECK_THROWS_AS(live({"--top", "--timeline"}), UsageError);
    CHECK_THROWS_AS(live({"--top", "--every", "1s", "-o", "-"}), UsageError);
    CHECK(live({"--top", "--every", "1s", "-o", "lines"}).live.screen);
    CHECK(live({"--top", "--color", "never"}).live.screen_color == false);
    CHECK(live({"--top"}).live.screen_color);
}

TEST_CASE("metrics are made when somebody asks, and shared while they are fresh") {
    MetricsBoard board;
    CHECK_FALSE(board.wanted());
    std::atomic<bool> done{false};
    std::thread reader([&] {
        while (!done) {
            if (board.wanted()) board.publish(one_family("fresh"));
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    CHECK(board.Collect().at(0).name == "fresh");
    done = true;
    reader.join();
    // Nobody makes any now; but these are younger than a second.
    CHECK(board.Collect().at(0).name == "fresh");
    CHECK_FALSE(board.wanted());
}

TEST_CASE("nobody waits for metrics that never come") {
    MetricsBoard board;
    board.publish(one_family("last"));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    board.close();
    const auto begin = std::chrono::steady_clock::now();
    CHECK(board.Collect().at(0).name == "last");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("a program knows what it takes") {
    const ProcessMetrics process;
    const auto families = process.Collect();
    REQUIRE(families.size() == 4);
    CHECK(families[0].metric.at(0).gauge.value > families[1].metric.at(0).gauge.value);
    CHECK(families[1].metric.at(0).gauge.value > 100'000);
    CHECK(families[2].metric.at(0).counter.value >= 0);
    CHECK(families[3].metric.at(0).gauge.value > 1.7e9);
}
