#include "analyzer/stats/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

using pgoscope::Nanoseconds;
using pgoscope::stats::Distribution;
using pgoscope::stats::Histogram;
using pgoscope::stats::Quantile;

namespace {

constexpr std::array quantiles{Quantile{0},          pgoscope::stats::p25,  pgoscope::stats::p50,
                               pgoscope::stats::p75, pgoscope::stats::p90,  pgoscope::stats::p95,
                               pgoscope::stats::p99, pgoscope::stats::p999, Quantile{10'000},
                               Quantile{1},          pgoscope::stats::p9999};

Histogram histogram_of(const std::vector<Nanoseconds>& values) {
    Histogram histogram;
    for (const auto value : values)
        histogram.record(value);
    return histogram;
}

Nanoseconds exact(std::vector<Nanoseconds> sorted, Quantile quantile) {
    std::sort(sorted.begin(), sorted.end());
    const auto rank = (sorted.size() * quantile.ten_thousandths + 9999) / 10'000;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

/// Durations over many octaves, as traffic has them.
std::vector<Nanoseconds> durations(std::mt19937_64& random, std::size_t count) {
    std::uniform_real_distribution<double> octave(0, 62.9);
    std::lognormal_distribution<double> usual(13, 2);
    std::vector<Nanoseconds> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(i % 3 == 0 ? static_cast<Nanoseconds>(std::exp2(octave(random)))
                                    : static_cast<Nanoseconds>(usual(random)));
    return values;
}

void require_same(const Histogram& a, const Histogram& b) {
    REQUIRE(a.count() == b.count());
    REQUIRE(a.min() == b.min());
    REQUIRE(a.max() == b.max());
    REQUIRE(a.sum() == b.sum());
    REQUIRE(a.stddev() == b.stddev());
    for (const auto quantile : quantiles)
        REQUIRE(a.value_at(quantile) == b.value_at(quantile));
    const auto left = a.buckets();
    const auto right = b.buckets();
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        REQUIRE(left[i].low == right[i].low);
        REQUIRE(left[i].high == right[i].high);
        REQUIRE(left[i].count == right[i].count);
    }
}

}  // namespace

TEST_CASE("an empty histogram is all zero and tiny") {
    const Histogram histogram;
    const auto distribution = histogram.distribution();
    CHECK(distribution.count == 0);
    CHECK(distribution.max == 0);
    CHECK(distribution.p999 == 0);
    CHECK(histogram.buckets().empty());
    CHECK(sizeof(Histogram) <= 48);
}

TEST_CASE("the first values are kept exactly") {
    auto histogram = histogram_of({1'000'003, 7, 500'000'009});
    CHECK(histogram.value_at(pgoscope::stats::p50) == 1'000'003);
    CHECK(histogram.value_at(pgoscope::stats::p99) == 500'000'009);
    CHECK(histogram.min() == 7);
    CHECK(histogram.sum() == 501'000'019.0);
}

TEST_CASE("quantiles are within one percent of the exact ones") {
    std::mt19937_64 random(1);
    for (const std::size_t count : {1UL, 2UL, 4UL, 5UL, 17UL, 100UL, 1000UL, 20'000UL}) {
        const auto values = durations(random, count);
        const auto histogram = histogram_of(values);
        for (const auto quantile : quantiles) {
            const auto truth = static_cast<double>(exact(values, quantile));
            const auto told = static_cast<double>(histogram.value_at(quantile));
            INFO(count << " values, quantile " << quantile.ten_thousandths);
            REQUIRE(std::abs(told - truth) <= 0.01 * truth);
        }
    }
}

TEST_CASE("count, extremes, mean and deviation are exact") {
    std::mt19937_64 random(2);
    std::uniform_int_distribution<Nanoseconds> spread(1'000'000'000, 1'000'100'000);
    std::vector<Nanoseconds> values(10'000);
    std::generate(values.begin(), values.end(), [&] { return spread(random); });
    const auto histogram = histogram_of(values);
    long double sum = 0;
    for (const auto value : values)
        sum += static_cast<long double>(value);
    const auto mean = sum / 10'000;
    long double squares = 0;
    for (const auto value : values)
        squares +=
            (static_cast<long double>(value) - mean) * (static_cast<long double>(value) - mean);
    CHECK(histogram.count() == 10'000);
    CHECK(histogram.min() == *std::min_element(values.begin(), values.end()));
    CHECK(histogram.max() == *std::max_element(values.begin(), values.end()));
    CHECK(histogram.mean() == Approx(static_cast<double>(mean)).epsilon(1e-12));
    CHECK(histogram.stddev() ==
          Approx(static_cast<double>(std::sqrt(squares / 10'000))).epsilon(1e-6));
}

TEST_CASE("merging gives the histogram of all values, in any order") {
    std::mt19937_64 random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<Nanoseconds> all;
        std::vector<Histogram> parts;
        for (int part = 0; part < 4; ++part) {
            const auto values = durations(random, random() % (round % 2 == 0 ? 6 : 300));
            parts.push_back(histogram_of(values));
            all.insert(all.end(), values.begin(), values.end());
        }
        Histogram forward;
        for (const auto& part : parts)
            forward.merge(part);
        Histogram backward;
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            backward.merge(*part);
        const auto combined = histogram_of(all);
        // Up to a handful of values a merged one is young or not as the combined one is.
        require_same(forward, combined);
        require_same(backward, combined);
    }
}

TEST_CASE("merging with itself doubles") {
    auto young = histogram_of({5, 6, 7});
    young.merge(young);
    require_same(young, histogram_of({5, 6, 7, 5, 6, 7}));
    auto grown = histogram_of({1, 2, 3, 4, 5, 6});
    grown.merge(grown);
    require_same(grown, histogram_of({1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}));
}

TEST_CASE("copies are independent") {
    auto original = histogram_of({1, 2, 3, 4, 5, 6});
    auto copy = original;
    copy.record(1'000'000);
    CHECK(original.count() == 6);
    CHECK(copy.count() == 7);
    CHECK(original.max() == 6);
}

TEST_CASE("buckets cover all values without holes or overlaps") {
    Histogram histogram;
    // Both ends of every octave, and the largest value there is.
    for (unsigned bit = 0; bit < 63; ++bit)
        for (const std::int64_t offset : {-1, 0, 1})
            histogram.record((std::int64_t{1} << bit) + offset);
    histogram.record(INT64_MAX);
    histogram.record(INT64_MAX);
    histogram.record(-5);  // a clock that went backwards
    CHECK(histogram.min() == 0);
    CHECK(histogram.max() == INT64_MAX);
    CHECK(histogram.value_at(Quantile{10'000}) > INT64_MAX - (INT64_MAX >> 7));
    Nanoseconds previous = -1;
    std::uint64_t count = 0;
    for (const auto& bucket : histogram.buckets()) {
        REQUIRE(bucket.low > previous);
        REQUIRE(bucket.high >= bucket.low);
        REQUIRE(static_cast<double>(bucket.high - bucket.low) <=
                static_cast<double>(bucket.low) / 64);
        previous = bucket.high;
        count += bucket.count;
    }
    CHECK(previous == INT64_MAX);
    CHECK(count == histogram.count());
}

TEST_CASE("the deviation survives sums of squares beyond 128 bits") {
    Histogram histogram;
    for (int i = 0; i < 64; ++i)
        histogram.record(i % 2 == 0 ? INT64_MAX : 0);
    CHECK(histogram.stddev() == Approx(std::ldexp(1.0, 62)).epsilon(1e-9));
}
