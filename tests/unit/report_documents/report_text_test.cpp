#include "analyzer/report/documents/report_text.h"

#include <sstream>

#include <catch2/catch.hpp>

#include "analyzer/report/documents/errors_text.h"
#include "analyzer/report/documents/latency_text.h"
#include "analyzer/report/sections/latency_picture.h"
#include "analyzer/report/text/table.h"
#include "tests/unit/report_documents/scene.h"

using namespace pgoscope;
using report::Style;
using report::Table;

namespace {

struct View {
    std::string report;
    std::string errors;
    std::string latency;
};

View views(const Scene& scene, const Style& style) {
    const auto with = [&](auto write) {
        return scene.text([&](report::Output& output, const report::Document& document) {
            write(output, document, style);
        });
    };
    return {with(report::write_report_text), with(report::write_errors_text),
            with(report::write_latency_text)};
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);)
        widest = std::max(widest, report::display_width(line));
    return widest;
}

}  // namespace

TEST_CASE("a report in text tells what was written, and since when nothing was") {
    Scene scene;
    scene.facts.capture.written = {.path = "a\x1b.pcap", .packets = 12, .bytes = 3400};
    auto report = views(scene, {}).report;
    CHECK(has(report, "  written           12 packets, 3.4 kB  a\\x1b.pcap\n"));
    CHECK_FALSE(has(report, "could be written"));
    scene.facts.capture.written->error = "No space left on device";
    scene.facts.capture.written->missing_since = 1'795'209'370'775'123'456;
    report = views(scene, {}).report;
    CHECK(has(report,
              "Only 12 packets could be written to 'a\\x1b.pcap', none since 2026-11-20 "
              "21:16:10.775123 UTC: No\n  space left on device.\n"));
}

TEST_CASE("what a ranking leaves out is told, with the option that shows it") {
    Scene scene;
    play_everything(scene);
    scene.options.top = 1;
    CHECK(has(views(scene, {}).report, " more; --top 0 shows all\n"));
    scene.options.top_option = "--entries";
    CHECK(has(views(scene, {}).report, " more; --entries 0 shows all\n"));
    scene.options.top = 0;
    CHECK_FALSE(has(views(scene, {}).report, "shows all"));
}

TEST_CASE("a limit that acted is told in text with the option that raises it") {
    Scene scene;
    CHECK_FALSE(has(views(scene, {}).report, "limits reached"));
    scene.facts.limits = {{"portals", 3}, {"idle_time", 0}, {"errors_not_logged", 1}};
    CHECK(has(views(scene, {}).report,
              "limits reached    portals 3 times (use a larger --limit-portals), errors_not_logged "
              "1 time (fixed)"));
}

TEST_CASE("prepared transactions that are open are listed in text, without names if redacted") {
    Scene scene;
    scene.facts.prepared_open = {
        {"pay\x1b 7", {}, 4, *scene.facts.capture.last_time - 250, "app", "orders"}};
    CHECK(has(views(scene, {}).report, "pay\\x1b 7"));
    scene.options.redact = true;
    CHECK_FALSE(has(views(scene, {}).report, "pay\\x1b"));
    CHECK(has(views(scene, {}).report, "redacted"));
}

TEST_CASE("a report in text tells how often an interface was down") {
    Scene scene;
    auto& source = scene.facts.capture.sources.front();
    source.path = "eth0";
    source.outages.emplace();
    CHECK_FALSE(has(views(scene, {}).report, "was down"));
    source.outages = {.count = 1, .silence = 0, .lasting = true};
    CHECK(has(views(scene, {}).report, "'eth0' was down 1 time; it is down now.\n"));
    source.outages = {.count = 2, .silence = 1'204'000'000, .lasting = false};
    CHECK(
        has(views(scene, {}).report, "'eth0' was down 2 times, and silent for 1.2 s around that."));
}

TEST_CASE("a report in text begins with what happened") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    const auto view = views(scene, {});
    CHECK(has(view.report,
              "What happened\n  120 packets in 2.5 s hold 2 PostgreSQL sessions and 1 "
              "other connection."));
    CHECK(has(view.report, "24 statements were run,\n  9.6 a second"));
    const auto anomalies = view.report.find("Anomalies");
    const auto statements = view.report.find("Statements by total time");
    REQUIRE(anomalies != std::string::npos);
    REQUIRE(statements != std::string::npos);
    CHECK(anomalies < statements);
    CHECK(has(view.report, "select article from item where purchase_id = $1"));
    CHECK(has(view.errors, "ERROR 23505 unique_violation: something happened"));
    CHECK(has(view.errors, "constraint   t_pkey"));
    CHECK(has(view.latency, "Where the time went"));
}

TEST_CASE("nothing in a capture can steer the terminal") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    const auto view = views(scene, {});
    for (const auto& text : {view.report, view.errors, view.latency})
        for (const char c : text)
            REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    CHECK(has(view.report, "r\\xf6\\x1b[2Jot"));
}

TEST_CASE("lines stay within the terminal") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    ScriptedSession session(scene.collector, scene.catalogue, 9);
    session.query("select " + std::string(500, 'x') + " from t");
    session.failing("select 1", "42601", {{'D', std::string(500, 'y')}});
    session.close();
    for (const unsigned width : {60U, 80U, 100U, 120U}) {
        const auto view = views(scene, {.color = false, .width = width});
        CHECK(widest_line(view.report) <= width);
        CHECK(widest_line(view.errors) <= width);
        CHECK(widest_line(view.latency) <= width);
    }
    CHECK(widest_line(views(scene, {.color = false, .width = 0}).report) > 500);
}

TEST_CASE("color only where it is asked for") {
    Scene scene;
    play_everything(scene);
    CHECK_FALSE(has(views(scene, {}).report, "\x1b["));
    CHECK(has(views(scene, {.color = true, .width = 100}).report, "\x1b[1m"));
}

TEST_CASE("empty captures have views too") {
    Scene scene;
    scene.facts.capture = {};
    const auto view = views(scene, {});
    CHECK(has(view.report,
              "0 packets hold 0 PostgreSQL sessions. No completed statement was seen. There "
              "were no errors."));
    CHECK(has(view.errors, "No errors in this capture."));
    CHECK(has(view.latency, "No statement completed in this capture."));
    CHECK_FALSE(has(view.report, "Anomalies"));
}

TEST_CASE("redacted text shows no values of errors") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    CHECK(has(views(scene, {}).errors, "already exists"));
    scene.options.redact = true;
    CHECK_FALSE(has(views(scene, {}).errors, "already exists"));
    CHECK_FALSE(has(views(scene, {}).errors, "of a server of its own"));
}

TEST_CASE("tables align numbers to the right and cut the last column only") {
    Table table({{"n"}, {"name", Table::Align::left}, {"text", Table::Align::left}});
    table.add({"1", "a", "short"});
    table.add({"1 000", "\u00e4\u00f6\u00fc", "a long text that does not fit"});
    table.add_below("below");
    std::string out;
    table.write(out, {.color = false, .width = 24});
    CHECK(out ==
          "      n  name  text\n"
          "      1  a     short\n"
          "  1 000  \u00e4\u00f6\u00fc   a long t\u2026\n"
          "      below\n");
}

TEST_CASE("a table that is too wide leaves out columns and cuts no number") {
    Table table({{"name", Table::Align::left},
                 {"first", Table::Align::right, 1},
                 {"second", Table::Align::right, 2},
                 {"last"}});
    table.add({"overall", "1.204 ms", "17.31 ms", "123.4 ms"});
    const auto written = [&](unsigned width) {
        std::string out;
        table.write(out, {.color = false, .width = width});
        return out;
    };
    CHECK(written(39) ==
          "  name        first    second      last\n"
          "  overall  1.204 ms  17.31 ms  123.4 ms\n");
    CHECK(written(38) ==
          "  name        first      last\n"
          "  overall  1.204 ms  123.4 ms\n");
    CHECK(written(20) ==
          "  name         last\n"
          "  overall  123.4 ms\n");
    CHECK(written(8) == written(20));
    CHECK(written(0) == written(39));
}

TEST_CASE("the picture of latencies") {
    stats::Histogram histogram;
    CHECK(report::latency_picture(histogram, 10).empty());
    for (int i = 0; i < 100; ++i)
        histogram.record(1'000);
    histogram.record(1'000'000);
    const auto picture = report::latency_picture(histogram, 10);
    CHECK(picture == "\u2588        \u2581");
}
