#include "analyzer/sql/pattern_search.h"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace sql = pgoscope::sql;

namespace {

std::vector<std::string> found(const sql::PatternSearch& search, std::string_view text) {
    std::vector<std::string> matches;
    search.find(text, [&](const sql::PatternSearch::Match& match) {
        matches.push_back(std::string(text.substr(match.begin, match.end - match.begin)) + ":" +
                          std::to_string(match.kinds));
    });
    return matches;
}

}  // namespace

TEST_CASE("every place of every pattern is found, in whatever case") {
    sql::PatternSearch search;
    search.add("he", 1);
    search.add("She", 2);
    search.add("hers", 4);
    search.add("he", 8);
    search.add("", 1);
    search.prepare();
    CHECK(found(search, "usHers") == std::vector<std::string>{"sHe:2", "He:9", "Hers:4"});
    CHECK(found(search, "hhe he") == std::vector<std::string>{"he:9", "he:9"});
    CHECK(found(search, "").empty());
}

TEST_CASE("without patterns nothing is found") {
    sql::PatternSearch search;
    search.prepare();
    CHECK(found(search, "anything").empty());
}

TEST_CASE("every pattern in a text of its own letters is found") {
    sql::PatternSearch search;
    std::string pattern;
    for (int i = 0; i < 20; ++i)
        search.add(pattern += 'a', 1);
    search.prepare();
    CHECK(found(search, std::string(30, 'a')).size() == 20 * 30 - 20 * 19 / 2);
}
