#include "analyzer/report/live/metrics/duration_buckets.h"

#include <algorithm>
#include <bit>

namespace pgoscope::report {
namespace {

constexpr double nanoseconds_a_second = 1e9;

/// The first bound that a value is not above.
std::size_t bound_of(Nanoseconds value) noexcept {
    const auto width = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(value)));
    return std::max(width, DurationBuckets::first_exponent) - DurationBuckets::first_exponent;
}

}  // namespace

DurationBuckets::DurationBuckets(const stats::Histogram& histogram, std::uint64_t total_ns)
    : count_(histogram.count()), total_ns_(total_ns) {
    for (const auto& bucket : histogram.buckets())
        if (const auto bound = bound_of(bucket.low); bound < bound_count)
            not_above_[bound] += bucket.count;
    for (std::size_t i = 1; i < bound_count; ++i)
        not_above_[i] += not_above_[i - 1];
}

DurationBuckets& DurationBuckets::operator-=(const DurationBuckets& earlier) noexcept {
    for (std::size_t i = 0; i < bound_count; ++i)
        not_above_[i] -= earlier.not_above_[i];
    count_ -= earlier.count_;
    total_ns_ -= earlier.total_ns_;
    return *this;
}

DurationBuckets& DurationBuckets::operator+=(const DurationBuckets& more) noexcept {
    for (std::size_t i = 0; i < bound_count; ++i)
        not_above_[i] += more.not_above_[i];
    count_ += more.count_;
    total_ns_ += more.total_ns_;
    return *this;
}

prometheus::ClientMetric::Histogram DurationBuckets::metric() const {
    prometheus::ClientMetric::Histogram metric;
    metric.sample_count = count_;
    metric.sample_sum = static_cast<double>(total_ns_) / nanoseconds_a_second;
    metric.bucket.reserve(bound_count);
    for (std::size_t i = 0; i < bound_count; ++i) {
        const auto bound = (std::uint64_t{1} << (first_exponent + i)) - 1;
        metric.bucket.push_back({not_above_[i], static_cast<double>(bound) / nanoseconds_a_second});
    }
    return metric;
}

}  // namespace pgoscope::report
