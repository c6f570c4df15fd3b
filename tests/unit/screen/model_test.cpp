#include "analyzer/report/live/screen/model.h"

#include <catch2/catch.hpp>

#include "analyzer/report/live/screen/spread.h"
#include "tests/support/live_scene.h"

using namespace pgoscope;
using namespace pgoscope::report;

namespace {

constexpr Nanoseconds second = 1'000'000'000;

ScreenFigures ask(const LiveScene& scene, const ScreenModel& model, Nanoseconds now,
                  ScreenQuestion question = {}) {
    return model.answer(scene.document(), scene.live.sessions(), question, {now, now});
}

}  // namespace

TEST_CASE("rates and percentiles of a second are those of that second alone") {
    LiveScene scene;
    ScreenModel model;
    auto session = scene.session(1);
    session.query("select 1", 5 * second);
    model.sample(scene.document(), 10 * second);
    for (int i = 0; i < 6; ++i)
        session.query("select 1", 2'000'000);
    session.failing("select 2", "42P01");
    scene.facts.transport.payload_bytes = 3000;
    model.sample(scene.document(), 12 * second);
    model.sample(scene.document(), 13 * second);

    const auto figures = ask(scene, model, 13 * second);
    CHECK(figures.calls.size() == 2);
    CHECK(figures.calls.ago(1) == 3);
    CHECK(figures.errors.ago(1) == 0.5);
    CHECK(figures.bytes.ago(1) == 1500);
    CHECK(figures.p99.ago(1) == Approx(2e6).epsilon(0.01));
    CHECK(figures.calls.last() == 0);
    CHECK(figures.p99.last() == 0);
    CHECK(figures.elapsed == 3 * second);
}

TEST_CASE("the recent scope forgets, the total one does not") {
    LiveScene scene;
    ScreenModel model;
    auto session = scene.session(1);
    for (Nanoseconds now = 0; now <= 20; ++now) {
        if (now == 1) session.query("select old", 1'000'000);
        if (now == 18) session.query("select new_one", 3'000'000);
        model.sample(scene.document(), now * second);
    }
    const auto recent = ask(scene, model, 20 * second);
    REQUIRE(recent.statements.size() == 1);
    CHECK(recent.statements[0].text == "select new_one");
    CHECK(recent.latency.count == 1);
    CHECK(recent.scope_ns >= 5 * second);
    CHECK(recent.scope_ns <= 10 * second);

    const auto total =
        ask(scene, model, 20 * second, {.sort = SortBy::time, .scope = Scope::total});
    REQUIRE(total.statements.size() == 2);
    CHECK(total.statements[0].text == "select new_one");
    CHECK(total.statements[0].work.mean() == 3'000'000);
    CHECK(total.all_statements.calls == 2);
    CHECK(total.latency.count == 2);
    CHECK(total.scope_ns == 20 * second);
}

TEST_CASE("statements are ranked by what was asked for") {
    LiveScene scene;
    ScreenModel model;
    auto session = scene.session(1);
    session.query("select slow", 50'000'000, 1);
    for (int i = 0; i < 9; ++i)
        session.query("select often", 1'000'000, 2);
    session.query("select many", 3'000'000, 1000);
    session.failing("select wrong", "42P01");
    const auto first = [&](SortBy sort) {
        const auto figures = ask(scene, model, second, {.sort = sort, .scope = Scope::total});
        return figures.statements.at(0).text;
    };
    CHECK(first(SortBy::time) == "select slow");
    CHECK(first(SortBy::mean) == "select slow");
    CHECK(first(SortBy::p99) == "select slow");
    CHECK(first(SortBy::calls) == "select often");
    CHECK(first(SortBy::rows) == "select many");
    CHECK(first(SortBy::errors) == "select wrong");

    const auto two = ask(scene, model, second, {.scope = Scope::total, .entries = 2});
    CHECK(two.statements.size() == 2);
    CHECK(two.distinct_statements == 4);
}

TEST_CASE("open sessions say what they do and for how long") {
    LiveScene scene;
    const ScreenModel model;
    auto idle = scene.session(1);
    idle.query("select 1");
    auto waiting = scene.session(2);
    waiting.begin();
    auto closed = scene.session(3);
    closed.close();
    auto encrypted = scene.session(4);
    encrypted.info.encryption = events::Encryption::tls;
    auto other = scene.session(5);
    other.info.recognition = events::Recognition::not_postgresql;

    const auto figures = ask(scene, model, waiting.now() + 3 * second);
    CHECK(figures.sessions_opened == 5);
    CHECK(figures.sessions_open == 3);
    REQUIRE(figures.sessions.size() == 3);
    CHECK(figures.sessions[0].number == 2);
    CHECK(figures.sessions[0].activity == Activity::idle_in_transaction);
    CHECK(figures.sessions[0].since == 3 * second);
    CHECK(figures.sessions[0].statement == "begin");
    CHECK(figures.sessions[1].activity == Activity::idle);
    CHECK(figures.sessions[1].who == "app@orders");
    CHECK(figures.sessions[1].client == "192.0.2.7:51834");
    CHECK(figures.sessions[2].activity == Activity::unknown);
    CHECK(figures.sessions_by_activity == std::vector<std::uint64_t>{1, 1, 0, 0, 1});
}

TEST_CASE("what was lost is told") {
    LiveScene scene;
    const ScreenModel model;
    auto session = scene.session(1);
    scene.facts.capture.dropped_by_kernel = 7;
    session.lose(50);
    const auto loss = ask(scene, model, 0).loss;
    CHECK(loss.dropped_by_kernel == 7u);
    CHECK(loss.gaps == 1);
    CHECK(loss.missing_bytes == 50);
}

TEST_CASE("what goes wrong meanwhile is told") {
    LiveScene scene;
    const ScreenModel model;
    scene.facts.capture.written = {.path = "a.pcap", .packets = 12};
    CHECK(ask(scene, model, 0).trouble.empty());
    auto& source = scene.facts.capture.sources.front();
    source.outages = {.count = 2, .silence = second, .lasting = true};
    CHECK(ask(scene, model, 0).trouble == source.path + " is down");
    source.outages->lasting = false;
    CHECK(ask(scene, model, 0).trouble.empty());
    scene.facts.capture.written->error = "No space left on device";
    scene.facts.capture.written->missing_since = 1'795'209'370'775'123'456;
    CHECK(ask(scene, model, 0).trouble ==
          "--write stopped at 21:16:10.775123: No space left on device");
    scene.facts.capture.error = "interface 'a\x1b' is gone";
    CHECK(
        ask(scene, model, 0).trouble ==
        "--write stopped at 21:16:10.775123: No space left on device; interface 'a\\x1b' is gone");
}

TEST_CASE("the spread since a copy is that of the values that came after it") {
    stats::Histogram histogram;
    for (int i = 1; i <= 1000; ++i)
        histogram.record(i * 1'000);
    const auto before = histogram;
    CHECK(spread_since(histogram, before).count == 0);
    for (int i = 1; i <= 100; ++i)
        histogram.record(i * 1'000'000);
    const auto spread = spread_since(histogram, before);
    CHECK(spread.count == 100);
    CHECK(spread.mean == Approx(50'500'000).epsilon(1e-6));
    CHECK(spread.p50 == Approx(50'000'000).epsilon(0.01));
    CHECK(spread.p99 == Approx(99'000'000).epsilon(0.01));
    CHECK(spread.max == 100'000'000);
}
