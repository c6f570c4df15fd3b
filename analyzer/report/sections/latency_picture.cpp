#include "analyzer/report/sections/latency_picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/report/text/block_chart.h"

namespace pgoscope::report {
namespace {

double log_of(Nanoseconds time) {
    return std::log2(static_cast<double>(std::max<Nanoseconds>(time, 1)));
}

std::vector<std::uint64_t> columns_of(const stats::Histogram& histogram, std::size_t columns) {
    std::vector<std::uint64_t> heights(columns);
    const auto begin = log_of(histogram.min());
    const auto range = log_of(histogram.max()) - begin;
    for (const auto& bucket : histogram.buckets()) {
        const auto middle = std::clamp(bucket.low + (bucket.high - bucket.low) / 2, histogram.min(),
                                       histogram.max());
        const auto place = range > 0 ? (log_of(middle) - begin) / range : 0;
        const auto column = static_cast<std::size_t>(place * static_cast<double>(columns));
        heights[std::min(column, columns - 1)] += bucket.count;
    }
    return heights;
}

}  // namespace

std::string latency_picture(const stats::Histogram& histogram, std::size_t columns) {
    std::string picture;
    if (histogram.empty() || columns == 0) return picture;
    const auto heights = columns_of(histogram, columns);
    const auto most = *std::max_element(heights.begin(), heights.end());
    for (const auto height : heights) {
        if (height == 0) {
            picture.push_back(' ');
            continue;
        }
        // The square root keeps rare outliers visible beside the bulk.
        append_block(picture, std::sqrt(static_cast<double>(height) / static_cast<double>(most)));
    }
    return picture;
}

}  // namespace pgoscope::report
