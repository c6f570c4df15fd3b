#include "analyzer/stats/bounded_map.h"

#include <string>

#include <catch2/catch.hpp>

using pgoscope::stats::bounded_text;
using pgoscope::stats::BoundedCounts;

TEST_CASE("names beyond the bound are put together, and counted") {
    BoundedCounts counts(2);
    for (const auto* name : {"a", "b", "c", "d", "a", "c"})
        ++counts[name];
    REQUIRE(counts.size() == 3);
    CHECK(*counts.find("a") == 2);
    CHECK(*counts.find("b") == 1);
    CHECK(*counts.find(BoundedCounts::other) == 3);
    CHECK(counts.find("c") == nullptr);
    CHECK(counts.put_together() == 3);
}

TEST_CASE("merged counts are those of all") {
    BoundedCounts one;
    BoundedCounts two;
    ++one["a"];
    two["a"] += 2;
    two["b"] += 5;
    merge_counts(one, two);
    CHECK(*one.find("a") == 3);
    CHECK(*one.find("b") == 5);
    CHECK(one.put_together() == 0);
}

TEST_CASE("long names are cut to one key, not inside of a character") {
    BoundedCounts counts;
    const std::string name(10'000, 'x');
    ++counts[name];
    ++counts[name];
    REQUIRE(counts.size() == 1);
    CHECK(counts.begin()->first.size() <= 256);
    CHECK(counts.begin()->second == 2);

    CHECK(bounded_text("abc", 3) == "abc");
    CHECK(bounded_text("abcdefgh", 6) == "abc\u2026");
    // Two bytes a character: the cut goes back to the beginning of one.
    CHECK(bounded_text("\u00e4\u00e4\u00e4\u00e4", 6) == "\u00e4\u2026");
    CHECK(bounded_text(std::string(20, '\x80'), 10) == "\u2026");
}
