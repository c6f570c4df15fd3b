#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <prometheus/metric_family.h>

#include "analyzer/stats/histogram.h"

namespace pgoscope::report {

/// Durations as Prometheus has them: how many are not above each of some bounds. The bounds are a
/// nanosecond below powers of two, from 16 us to 69 s, where buckets of the histogram end as well,
/// so that the counts are exact; the next duration would be the power itself.
class DurationBuckets {
  public:
    static constexpr unsigned first_exponent = 14;
    static constexpr unsigned last_exponent = 36;
    static constexpr std::size_t bound_count = last_exponent - first_exponent + 1;

    DurationBuckets() = default;
    /// `total_ns` is the exact sum of the values in the histogram.
    DurationBuckets(const stats::Histogram& histogram, std::uint64_t total_ns);

    /// Both of the same, `earlier` being a part of this.
    DurationBuckets& operator-=(const DurationBuckets& earlier) noexcept;
    DurationBuckets& operator+=(const DurationBuckets& more) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] prometheus::ClientMetric::Histogram metric() const;

  private:
    std::array<std::uint64_t, bound_count> not_above_{};  ///< cumulative
    std::uint64_t count_ = 0;
    std::uint64_t total_ns_ = 0;
};

}  // namespace pgoscope::report
