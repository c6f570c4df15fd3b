#include "analyzer/stats/copy_stats.h"

#include <catch2/catch.hpp>

#include "analyzer/sql/statement_catalogue.h"

using namespace pgoscope;
using stats::CopyTable;

namespace {

events::Copy copied(const sql::Statement* statement, std::uint64_t bytes,
                    std::optional<std::uint64_t> rows, Nanoseconds time) {
    return {
        .statement = statement,
        .from_client = true,
        .completed = true,
        .totals = {.format = "text", .rows = rows, .bytes = bytes, .time = time, .failure = {}}};
}

}  // namespace

TEST_CASE("COPY adds up by statement, the most bytes first") {
    sql::StatementCatalogue catalogue(10);
    const auto* const small = &catalogue[catalogue.intern("copy t from stdin").front()];
    const auto* const large = &catalogue[catalogue.intern("copy u from stdin").front()];
    CopyTable table;
    table.add(copied(small, 10, 2, 1'000'000'000));
    table.add(copied(large, 1000, 5, 1'000'000'000));
    table.add(copied(large, 1000, 5, 3'000'000'000));
    const auto ranked = table.ranked();
    REQUIRE(ranked.size() == 2);
    CHECK(ranked[0]->statement == large);
    CHECK(ranked[0]->from_client);
    CHECK(ranked[0]->count == 2);
    CHECK(ranked[0]->bytes == 2000);
    CHECK(ranked[0]->rows == 10);
    CHECK(ranked[0]->time == 4'000'000'000);
    CHECK(ranked[0]->failed == 0);
    CHECK(ranked[1]->statement == small);
}

TEST_CASE("rates are of what has a time and rows that can be counted") {
    CopyTable table;
    table.add(copied(nullptr, 100, 4, 1'000'000'000));
    table.add(copied(nullptr, 300, std::nullopt, 1'000'000'000));
    auto broken_off = copied(nullptr, 50, 1, 0);
    broken_off.totals.time.reset();
    broken_off.completed = false;
    broken_off.totals.failure = "changed my mind";
    table.add(broken_off);
    const auto& sum = *table.ranked().front();
    CHECK(sum.count == 3);
    CHECK(sum.failed == 1);
    CHECK(sum.bytes == 450);
    CHECK(sum.timed_bytes == 400);
    CHECK(sum.time == 2'000'000'000);
    CHECK(sum.rows == 5);
    CHECK(sum.timed_rows == 4);
    CHECK(sum.rows_time == 1'000'000'000);
    CHECK(sum.uncounted == 1);
    CHECK(sum.reasons.find("changed my mind") != nullptr);
}

TEST_CASE("tables of COPY merge") {
    CopyTable one;
    CopyTable other;
    one.add(copied(nullptr, 1, 1, 10));
    other.add(copied(nullptr, 2, 2, 10));
    auto out = copied(nullptr, 4, 4, 10);
    out.from_client = false;
    other.add(out);
    one.merge(other);
    const auto ranked = one.ranked();
    REQUIRE(ranked.size() == 2);
    CHECK(ranked[0]->bytes == 4);
    CHECK_FALSE(ranked[0]->from_client);
    CHECK(ranked[1]->bytes == 3);
    CHECK(ranked[1]->count == 2);
}
