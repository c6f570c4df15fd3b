#include "analyzer/report/live/screen/canvas.h"

#include <catch2/catch.hpp>

#include "analyzer/report/live/screen/glyph.h"
#include "analyzer/report/live/screen/sparkline.h"

using namespace pgoscope::report;

namespace {

std::string shown(std::string_view text, std::size_t columns) {
    Canvas canvas(1, columns);
    canvas.put(0, 0, text);
    return canvas.line(0);
}

}  // namespace

TEST_CASE("text is cut to the room it has, and shows that it was") {
    CHECK(shown("select 1", 8) == "select 1");
    CHECK(shown("select 12", 8) == "select …");
    CHECK(shown("ab", 1) == "…");
    CHECK(shown("ab", 0).empty());
    // A wide glyph takes two columns: it is cut as a whole.
    CHECK(shown("表表", 4) == "表表");
    CHECK(shown("表表表", 4) == "表…");
    CHECK(shown("表表表", 5) == "表表…");
    CHECK(shown("a表", 2) == "a…");
    CHECK(shown("表", 1) == "…");
}

TEST_CASE("a column after a wide glyph is where it would be on the terminal") {
    Canvas canvas(1, 6);
    CHECK(canvas.put(0, 0, "表") == 2);
    CHECK(canvas.put(0, 2, "x") == 3);
    CHECK(canvas.line(0) == "表x");
    CHECK(columns_of("表x") == 3);
}

TEST_CASE("text beside the canvas is not drawn") {
    Canvas canvas(2, 4);
    canvas.put(2, 0, "below");
    canvas.put(0, 4, "right");
    canvas.put_right(1, 4, "longer than the row");
    canvas.bar(7);
    CHECK(canvas.line(0).empty());
    CHECK(canvas.line(1) == "lon…");
}

TEST_CASE("whatever the bytes, a cell is one harmless glyph") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all.push_back(static_cast<char>(byte));
    all += "\u009b2J\u202e\u2066\u200d\u0301\ufeff\U000e0041\U0001f600";
    const Canvas canvas = [&] {
        Canvas drawn(1, 1000);
        drawn.put(0, 0, all);
        return drawn;
    }();
    for (std::size_t column = 0; column < canvas.columns(); ++column) {
        const auto glyph = canvas.at(0, column).glyph;
        CHECK(glyph >= 0x20);
        CHECK((glyph < 0x7f || glyph >= 0xa0));
        CHECK(glyph_of(glyph).code_point == glyph);
    }
}

TEST_CASE("every code point is a glyph of one or two columns that stands for itself or nothing") {
    for (char32_t c = 0; c <= 0x110000; ++c) {
        const auto glyph = glyph_of(c);
        if (glyph.columns < 1 || glyph.columns > 2) FAIL("columns of " << static_cast<unsigned>(c));
        if (glyph.code_point != c && glyph.code_point != U'\ufffd')
            FAIL("glyph of " << static_cast<unsigned>(c));
    }
    CHECK(glyph_of(0x1b).code_point == U'\ufffd');
    CHECK(glyph_of(0x7f).code_point == U'\ufffd');
    CHECK(glyph_of(0x9b).code_point == U'\ufffd');
    CHECK(glyph_of(0xad).code_point == U'\ufffd');
    CHECK(glyph_of(0x0301).code_point == U'\ufffd');
    CHECK(glyph_of(0x202e).code_point == U'\ufffd');
    CHECK(glyph_of(U'é').columns == 1);
    CHECK(glyph_of(U'▁').code_point == U'▁');
}

TEST_CASE("code points survive the way into UTF-8") {
    for (const char* text : {"a", "é", "…", "表", "\U00020000"}) {
        Canvas canvas(1, 4);
        canvas.put(0, 0, text);
        CHECK(canvas.line(0) == text);
    }
}

TEST_CASE("a sparkline has its newest value on the right and its largest at full height") {
    Series series;
    CHECK(sparkline(series, 3) == "   ");
    for (const double value : {8.0, 0.0, 4.0})
        series.add(value);
    CHECK(sparkline(series, 4) == " █▁▅");
    CHECK(sparkline(series, 2) == "▁█");
    Series quiet;
    quiet.add(0);
    CHECK(sparkline(quiet, 1) == "▁");
    for (int i = 0; i < 100; ++i)
        series.add(i);
    CHECK(series.size() == Series::capacity);
    CHECK(series.last() == 99);
    CHECK(series.ago(Series::capacity - 1) == 40);
}
