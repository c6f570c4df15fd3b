#include "analyzer/report/live/screen/screen.h"

#include <catch2/catch.hpp>

#include "analyzer/report/live/screen/model.h"
#include "tests/support/live_scene.h"

using namespace pgoscope;
using namespace pgoscope::report;

namespace {

constexpr Nanoseconds second = 1'000'000'000;

ScreenFigures busy_figures() {
    LiveScene scene;
    ScreenModel model;
    auto session = scene.session(1);
    session.info.user = "r\xf6\x1b[2Jot";
    model.sample(scene.document(), 0);
    session.query("select \"\x1b]0;owned\x07\" from t", 12'000'000);
    session.failing("insert into t values (1)", "23505", {{'M', "\x1b[31mred\u202e"}});
    scene.facts.capture.dropped_by_kernel = 3;
    model.sample(scene.document(), second);
    return model.answer(scene.document(), scene.live.sessions(), {}, {second, session.now()});
}

std::string text_of(const Canvas& canvas) {
    std::string text;
    for (std::size_t row = 0; row < canvas.rows(); ++row)
        text += canvas.line(row) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a screen of 80 by 24 has everything that matters") {
    const auto canvas = draw_screen(busy_figures(), {}, 24, 80);
    const auto text = text_of(canvas);
    INFO(text);
    CHECK_THAT(canvas.line(0), Catch::StartsWith(" pgoscope 0.1.0  eth0"));
    for (const char* part :
         {"calls/s", "errors/s", "p99", "bytes/s", "latency", "max 12.0ms",
          "1 open: 0 active, 1 idle", "3 dropped by kernel", "Statements by total time, last 1.00s",
          "TIME/s", "from t", "Errors by SQLSTATE", "23505 unique_violation", "q quit", "█"})
        CHECK_THAT(text, Catch::Contains(part));
}

TEST_CASE("the title says that a report follows, and that the picture stands still") {
    auto figures = busy_figures();
    ScreenControls controls;
    (void)controls.press(' ');
    CHECK_THAT(draw_screen(figures, controls, 24, 80).line(0), !Catch::Contains("REPORT"));
    figures.report_follows = true;
    CHECK_THAT(draw_screen(figures, controls, 24, 80).line(0),
               Catch::Contains("REPORT AT THE END  PAUSED  1.00s"));
}

TEST_CASE("bytes of the traffic are escaped on every page") {
    const auto figures = busy_figures();
    for (const char key : {'1', '2', '3', '4', '5'}) {
        ScreenControls controls;
        CHECK(controls.press(key) == KeyEffect::redraw);
        const auto text = text_of(draw_screen(figures, controls, 30, 200));
        INFO(text);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\x07') == std::string::npos);
        CHECK(text.find("\u202e") == std::string::npos);
    }
    CHECK(figures.statements.at(0).text == "select \"\\x1b]0;owned\\x07\" from t");
    CHECK(figures.sessions.at(0).who == "r\\xf6\\x1b[2Jot@orders");
}

TEST_CASE("a screen of any size is drawn") {
    const auto figures = busy_figures();
    ScreenControls controls;
    for (const char key : {'1', '2', '3', '4', '5', 'h'}) {
        (void)controls.press(key);
        for (const std::size_t rows : {1U, 2U, 5U, 6U, 7U, 8U, 9U, 12U, 24U, 100U})
            for (const std::size_t columns : {1U, 2U, 10U, 20U, 39U, 80U, 300U})
                CHECK(draw_screen(figures, controls, rows, columns).columns() == columns);
    }
}

TEST_CASE("keys change the question or the picture") {
    ScreenControls controls;
    CHECK(controls.press('c') == KeyEffect::question);
    CHECK(controls.question.sort == SortBy::calls);
    CHECK(controls.press('w') == KeyEffect::question);
    CHECK(controls.question.scope == Scope::total);
    CHECK(controls.press('\t') == KeyEffect::redraw);
    CHECK(controls.page == ScreenPage::statements);
    CHECK(controls.press('4') == KeyEffect::redraw);
    CHECK(controls.page == ScreenPage::sessions);
    CHECK(controls.press('k') == KeyEffect::redraw);
    CHECK(controls.scroll == 0);
    CHECK(controls.press('d') == KeyEffect::redraw);
    CHECK(controls.scroll == 10);
    for (int i = 0; i < 1000; ++i)
        (void)controls.press('j');
    CHECK(controls.scroll == controls.question.entries - 1);
    CHECK(controls.press('g') == KeyEffect::redraw);
    CHECK(controls.scroll == 0);
    CHECK(controls.press('h') == KeyEffect::redraw);
    CHECK(controls.help);
    CHECK(controls.press(' ') == KeyEffect::question);
    CHECK(controls.paused);
    CHECK(controls.press('X') == KeyEffect::none);
    CHECK(controls.press('\x1b') == KeyEffect::none);
    CHECK(controls.press('q') == KeyEffect::quit);
}

TEST_CASE("scrolling shows later entries and says which") {
    auto figures = busy_figures();
    figures.statements.clear();
    for (int i = 1; i <= 30; ++i)
        figures.statements.push_back({"statement " + std::to_string(i), {1, 0, 0, 1000}, 1000});
    figures.distinct_statements = 30;
    ScreenControls controls;
    (void)controls.press('2');
    (void)controls.press('d');
    const auto text = text_of(draw_screen(figures, controls, 24, 80));
    INFO(text);
    CHECK_THAT(text, Catch::Contains("(11 to 25 of 30)"));
    CHECK_THAT(text, Catch::Contains("statement 11\n"));
    CHECK_THAT(text, Catch::Contains("statement 25\n"));
    CHECK_THAT(text, !Catch::Contains("statement 10\n"));
    CHECK_THAT(text, !Catch::Contains("statement 26\n"));
}
