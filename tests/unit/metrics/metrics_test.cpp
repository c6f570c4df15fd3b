#include "analyzer/report/live/metrics/metrics.h"

#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/live_scene.h"

using namespace pgoscope;
using namespace pgoscope::report;

namespace {

const prometheus::MetricFamily& family(const MetricFamilies& families, const std::string& name) {
    for (const auto& candidate : families)
        if (candidate.name == name) return candidate;
    FAIL("no metric " << name);
    throw;
}

/// By the value of their last label.
std::map<std::string, double> values(const MetricFamilies& families, const std::string& name) {
    std::map<std::string, double> found;
    for (const auto& metric : family(families, name).metric)
        found[metric.label.empty() ? "" : metric.label.back().value] =
            metric.counter.value + metric.gauge.value;
    return found;
}

std::map<std::string, prometheus::ClientMetric::Histogram> histograms(
    const MetricFamilies& families, const std::string& name) {
    std::map<std::string, prometheus::ClientMetric::Histogram> found;
    for (const auto& metric : family(families, name).metric)
        found[metric.label.empty() ? "" : metric.label.back().value] = metric.histogram;
    return found;
}

MetricFamilies collect(const LiveScene& scene, MetricsModel& model) {
    return model.families(scene.document(), scene.live.sessions(), scene.live.calls());
}

std::uint64_t calls_in(const MetricFamilies& families) {
    std::uint64_t sum = 0;
    for (const auto& [label, histogram] :
         histograms(families, "pgoscope_statement_duration_seconds"))
        sum += histogram.sample_count;
    return sum;
}

}  // namespace

TEST_CASE("buckets of durations are cumulative and exact at their bounds") {
    stats::Histogram histogram;
    std::vector<Nanoseconds> values{0, 1, 16'383, 16'384, 68'719'476'735, 68'719'476'736};
    for (Nanoseconds value = 1; value < 80'000'000'000; value = value * 3 / 2 + 1)
        values.push_back(value);
    std::uint64_t total = 0;
    for (const auto value : values) {
        histogram.record(value);
        total += static_cast<std::uint64_t>(value);
    }
    const auto metric = DurationBuckets(histogram, total).metric();
    REQUIRE(metric.bucket.size() == DurationBuckets::bound_count);
    for (const auto& bucket : metric.bucket) {
        std::uint64_t expected = 0;
        for (const auto value : values)
            if (value <= std::llround(bucket.upper_bound * 1e9)) ++expected;
        CHECK(bucket.cumulative_count == expected);
    }
    CHECK(metric.sample_count == values.size());
    CHECK(metric.sample_sum == Approx(static_cast<double>(total) / 1e9));
    CHECK(metric.bucket.front().upper_bound == Approx(16'383e-9));
    CHECK(metric.bucket.back().upper_bound == Approx(68.719476735));
}

TEST_CASE("statements beyond the largest share a series") {
    LiveScene scene;
    MetricsModel model(2);
    auto session = scene.session(1);
    session.query("select large", 90'000'000, 4);
    session.query("select middle", 50'000'000);
    session.query("select small", 1'000'000, 7);
    session.failing("select small", "23505");
    const auto families = collect(scene, model);

    const auto durations = histograms(families, "pgoscope_statement_duration_seconds");
    REQUIRE(durations.size() == 3);
    CHECK(durations.at("other").sample_count == 1);
    CHECK(durations.at("other").sample_sum == Approx(0.001));
    CHECK(values(families, "pgoscope_statement_errors_total").at("other") == 1);
    CHECK(values(families, "pgoscope_statement_rows_total").at("other") == 7);
    CHECK(values(families, "pgoscope_statement_info").count("select large") == 1);
    CHECK(values(families, "pgoscope_statement_info").count("select small") == 0);
    CHECK(calls_in(families) == 3);
    CHECK(values(families, "pgoscope_calls_total").at("") == 3);
}

TEST_CASE("no series of a statement ever goes back, and every call is in one of them") {
    LiveScene scene;
    MetricsModel model(3);
    auto session = scene.session(1);
    std::map<std::string, std::uint64_t> before;
    std::uint64_t given_up = 0;
    std::uint64_t calls = 0;
    for (int round = 0; round < 40; ++round) {
        // Ever longer ones, so that the ranking is overthrown again and again.
        for (int i = 0; i <= round % 5; ++i, ++calls)
            session.query("select a" + std::to_string((round + i) % 11), 1'000'000 << (round / 4));
        const auto families = collect(scene, model);
        const auto now = histograms(families, "pgoscope_statement_duration_seconds");
        CHECK(now.size() <= 4);
        for (const auto& [label, count] : before) {
            const auto found = now.find(label);
            if (found == now.end())
                given_up += count;
            else
                CHECK(found->second.sample_count >= count);
        }
        CHECK(calls_in(families) + given_up == calls);
        before.clear();
        for (const auto& [label, histogram] : now) {
            before[label] = histogram.sample_count;
            for (std::size_t i = 1; i < histogram.bucket.size(); ++i)
                CHECK(histogram.bucket[i - 1].cumulative_count <=
                      histogram.bucket[i].cumulative_count);
            CHECK(histogram.bucket.back().cumulative_count <= histogram.sample_count);
        }
    }
    CHECK(given_up > 0);
}

TEST_CASE("SQLSTATEs that nobody knows cannot make series without bound") {
    LiveScene scene;
    MetricsModel model(20);
    auto session = scene.session(1);
    session.failing("select 1", "23505");
    session.failing("select 1", "");
    session.failing("select 1", "bad\"}\n1");
    for (int i = 0; i < 500; ++i)
        session.failing("select 1", "Z" + std::to_string(1000 + i));
    auto families = collect(scene, model);
    auto errors = values(families, "pgoscope_errors_total");
    CHECK(errors.size() == 53);
    CHECK(errors.at("23505") == 1);
    CHECK(errors.at("none") == 1);
    CHECK(errors.at("other") == 451);

    // One that comes first in the order of names does not push out another.
    session.failing("select 1", "A0000");
    families = collect(scene, model);
    errors = values(families, "pgoscope_errors_total");
    CHECK(errors.size() == 53);
    CHECK(errors.at("other") == 452);
}

TEST_CASE("labels from the traffic have no control characters and are UTF-8") {
    LiveScene scene;
    MetricsModel model(20);
    auto session = scene.session(1);
    session.query("select \"a\nb\x1b\xff\"");
    const auto info = values(collect(scene, model), "pgoscope_statement_info");
    REQUIRE(info.size() == 1);
    CHECK(info.begin()->first == "select \"a\\nb\\x1b\\xff\"");
}

TEST_CASE("transactions by two phases are counted by their steps, and those that are open") {
    using Kind = pgoscope::events::TwoPhaseStep::Kind;
    LiveScene scene;
    MetricsModel model(20);
    const pgoscope::events::SessionInfo session;
    const auto step = [&](Kind kind, bool joined) {
        scene.collector.on_two_phase(session, {kind, joined});
    };
    for (int i = 0; i < 4; ++i)
        step(Kind::prepared, false);
    step(Kind::committed, true);
    step(Kind::rolled_back, true);
    step(Kind::rolled_back, false);
    scene.facts.prepared_open = {{"a", {}, 1, 0, "", ""}, {"b", {}, 1, 0, "", ""}};
    const auto families = collect(scene, model);
    const auto steps = values(families, "pgoscope_prepared_transactions_total");
    CHECK(steps.at("prepared") == 4);
    CHECK(steps.at("committed") == 1);
    CHECK(steps.at("rolled_back") == 1);
    CHECK(steps.at("decided_without_prepare") == 1);
    CHECK(values(families, "pgoscope_open_prepared_transactions").at("") == 2);
}

TEST_CASE("sessions, bytes and losses are there") {
    LiveScene scene;
    MetricsModel model(20);
    auto session = scene.session(1);
    auto closed = scene.session(2);
    closed.close();
    scene.facts.capture.sources.front().dropped_by_kernel = 5;
    scene.facts.capture.sources.front().outages = {.count = 3, .silence = 70, .lasting = false};
    scene.facts.accounting.dissected_bytes = 70;
    session.lose(50);
    const auto families = collect(scene, model);
    CHECK(values(families, "pgoscope_sessions_total").at("") == 2);
    CHECK(values(families, "pgoscope_open_sessions").at("") == 1);
    CHECK(values(families, "pgoscope_payload_bytes_total").at("dissected") == 70);
    CHECK(values(families, "pgoscope_dropped_packets_total").at("kernel") == 5);
    CHECK(values(families, "pgoscope_interface_outages_total").at("eth0") == 3);
    CHECK(values(families, "pgoscope_gaps_total").at("") == 1);
    CHECK(values(families, "pgoscope_missing_bytes_total").at("") == 50);
    CHECK(values(families, "pgoscope_captured_packets_total").at("eth0") == 12);
}
