#include "analyzer/session/redaction/recent_requests.h"

#include <catch2/catch.hpp>

using pgoscope::session::MemoryBudget;
using pgoscope::session::RecentRequests;

namespace {

constexpr std::size_t each = sizeof(RecentRequests::Request) + 100;
const std::string text(100, 'x');

}  // namespace

TEST_CASE("the latest requests stay within the bound, and it is known what is missing") {
    MemoryBudget budget(1'000'000);
    RecentRequests requests;
    for (std::uint64_t exchange = 1; exchange <= 10; ++exchange)
        CHECK(requests.add({.exchange = exchange, .text = text, .cut = false}, 4 * each, budget));
    REQUIRE(requests.requests().size() == 4);
    CHECK(requests.requests().front().exchange == 7);
    CHECK_FALSE(requests.has_all_of(6));
    CHECK(requests.has_all_of(7));
}

TEST_CASE("a request that is cut, or larger than the bound, is not all known") {
    MemoryBudget budget(1'000'000);
    RecentRequests requests;
    CHECK(requests.add({.exchange = 1, .text = text, .cut = true}, 4 * each, budget));
    CHECK_FALSE(requests.has_all_of(1));
    CHECK_FALSE(requests.add({.exchange = 2, .text = std::string(10'000, 'x'), .cut = false},
                             4 * each, budget));
    CHECK_FALSE(requests.has_all_of(2));
    CHECK(requests.requests().size() == 1);
    CHECK(requests.has_all_of(3));
}

TEST_CASE("all sessions share a budget, and give back what they have") {
    MemoryBudget budget(4096);
    {
        RecentRequests first;
        RecentRequests second;
        for (std::uint64_t exchange = 1; exchange <= 100; ++exchange)
            CHECK(first.add({.exchange = exchange, .text = text, .cut = false}, 3000, budget));
        CHECK(budget.left() < 1100);
        CHECK(second.add({.exchange = 1, .text = text, .cut = false}, 3000, budget));
        RecentRequests third;
        CHECK_FALSE(third.add({.exchange = 1, .text = text, .cut = false}, 3000, budget));
        CHECK_FALSE(third.has_all_of(1));
    }
    CHECK(budget.left() == 4096);
}
