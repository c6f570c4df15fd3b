#include "analyzer/report/live/screen/spread.h"

#include <algorithm>
#include <vector>

namespace pgoscope::report {
namespace {

using Buckets = std::vector<stats::Histogram::Bucket>;

Buckets buckets_since(const stats::Histogram& now, const stats::Histogram& before) {
    auto gained = now.buckets();
    const auto old = before.buckets();
    auto from = old.begin();
    for (auto& bucket : gained) {
        while (from != old.end() && from->low < bucket.low)
            ++from;
        if (from != old.end() && from->low == bucket.low)
            bucket.count -= std::min(bucket.count, from->count);
    }
    std::erase_if(gained, [](const auto& bucket) { return bucket.count == 0; });
    return gained;
}

Nanoseconds value_at(const Buckets& buckets, std::uint64_t count, stats::Quantile quantile) {
    constexpr std::uint64_t whole = 10'000;
    const auto rank = count / whole * quantile.ten_thousandths +
                      (count % whole * quantile.ten_thousandths + whole - 1) / whole;
    std::uint64_t passed = 0;
    for (const auto& bucket : buckets) {
        passed += bucket.count;
        if (passed >= rank) return bucket.low + (bucket.high - bucket.low) / 2;
    }
    return buckets.empty() ? 0 : buckets.back().high;
}

}  // namespace

Spread spread_of(const stats::Histogram& histogram) {
    const auto all = histogram.distribution();
    return {all.count, all.mean, all.p50, all.p90, all.p99, all.max};
}

Spread spread_since(const stats::Histogram& now, const stats::Histogram& before) {
    Spread spread;
    spread.count = now.count() - std::min(now.count(), before.count());
    if (spread.count == 0) return spread;
    const auto buckets = buckets_since(now, before);
    spread.mean = static_cast<Nanoseconds>(std::max(0.0, now.sum() - before.sum()) /
                                           static_cast<double>(spread.count));
    spread.p50 = value_at(buckets, spread.count, stats::p50);
    spread.p90 = value_at(buckets, spread.count, stats::p90);
    spread.p99 = value_at(buckets, spread.count, stats::p99);
    // The longest of all is known exactly, should it be among these.
    if (!buckets.empty()) spread.max = std::min(buckets.back().high, now.max());
    return spread;
}

}  // namespace pgoscope::report
