#include "analyzer/stats/histogram.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pgoscope::stats {

Histogram::Histogram(const Histogram& other)
    : grown_(other.grown_ ? std::make_unique<Grown>(*other.grown_) : nullptr),
      values_(other.values_),
      young_(other.young_) {}

Histogram& Histogram::operator=(const Histogram& other) {
    if (this != &other) *this = Histogram(other);
    return *this;
}

std::uint8_t Histogram::Grown::add_page(std::size_t number) {
    pages.emplace_back();
    page_of[number] = static_cast<std::uint8_t>(pages.size());
    return page_of[number];
}

void Histogram::Grown::merge(const Grown& other) {
    count += other.count;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    sum += other.sum;
    add_squares(other.squares);
    squares_carry += other.squares_carry;
    for (std::size_t number = 0; number < page_count; ++number) {
        if (other.page_of[number] == 0) continue;
        const auto& theirs = other.pages[other.page_of[number] - 1U];
        for (std::size_t i = 0; i < page_buckets; ++i)
            bucket(number * page_buckets + i) += theirs[i];
    }
}

void Histogram::record_young(Nanoseconds value) {
    if (young_ < young_capacity) {
        auto at = young_++;
        for (; at > 0 && values_[at - 1] > value; --at)
            values_[at] = values_[at - 1];
        values_[at] = value;
        return;
    }
    grow();
    grown_->record(value);
}

void Histogram::grow() {
    grown_ = std::make_unique<Grown>();
    for (std::size_t i = 0; i < young_; ++i)
        grown_->record(values_[i]);
    values_ = {};
    young_ = 0;
}

void Histogram::merge(const Histogram& other) {
    if (other.grown_) {
        if (!grown_) grow();
        if (&other == this) {
            const Grown copy = *other.grown_;
            grown_->merge(copy);
            return;
        }
        grown_->merge(*other.grown_);
        return;
    }
    const auto values = other.values_;
    const auto count = other.young_;
    for (std::size_t i = 0; i < count; ++i)
        record(values[i]);
}

Nanoseconds Histogram::min() const noexcept {
    if (grown_) return grown_->min;
    return young_ == 0 ? 0 : values_.front();
}

Nanoseconds Histogram::max() const noexcept {
    if (grown_) return grown_->max;
    return young_ == 0 ? 0 : values_[young_ - 1];
}

double Histogram::sum() const noexcept {
    if (grown_) return static_cast<double>(grown_->sum);
    Wide sum = 0;
    for (std::size_t i = 0; i < young_; ++i)
        sum += static_cast<Wide>(values_[i]);
    return static_cast<double>(sum);
}

double Histogram::mean() const noexcept {
    return empty() ? 0 : sum() / static_cast<double>(count());
}

double Histogram::stddev() const noexcept {
    if (count() < 2) return 0;
    if (!grown_) {
        double squares = 0;
        for (std::size_t i = 0; i < young_; ++i) {
            const double distance = static_cast<double>(values_[i]) - mean();
            squares += distance * distance;
        }
        return std::sqrt(squares / static_cast<double>(young_));
    }
    // The 64-bit mantissa of long double keeps what the difference of two large numbers leaves.
    const auto n = static_cast<long double>(grown_->count);
    const auto squares = std::ldexp(static_cast<long double>(grown_->squares_carry), 128) +
                         static_cast<long double>(grown_->squares);
    const auto average = static_cast<long double>(grown_->sum) / n;
    return static_cast<double>(std::sqrt(std::max(0.0L, squares / n - average * average)));
}

Histogram::Bucket Histogram::bounds_of(std::size_t bucket) noexcept {
    constexpr std::size_t per_octave = std::size_t{1} << sub_bucket_bits;
    const std::size_t shift = bucket < 2 * per_octave ? 0 : bucket / per_octave - 1;
    const auto low = static_cast<std::uint64_t>(bucket - shift * per_octave) << shift;
    const auto high = low + (std::uint64_t{1} << shift) - 1;
    return {static_cast<Nanoseconds>(low), static_cast<Nanoseconds>(high), 0};
}

Nanoseconds Histogram::value_at(Quantile quantile) const noexcept {
    if (empty()) return 0;
    const auto total = count();
    const auto rank_wide = (Wide{total} * quantile.ten_thousandths + 9999) / 10'000;
    const auto rank = std::clamp(static_cast<std::uint64_t>(rank_wide), std::uint64_t{1}, total);
    if (!grown_) return values_[rank - 1];
    std::uint64_t seen = 0;
    for (std::size_t number = 0; number < page_count; ++number) {
        if (grown_->page_of[number] == 0) continue;
        const auto& page = grown_->pages[grown_->page_of[number] - 1U];
        for (std::size_t i = 0; i < page_buckets; ++i) {
            seen += page[i];
            if (seen < rank) continue;
            const auto bounds = bounds_of(number * page_buckets + i);
            const auto middle = bounds.low + (bounds.high - bounds.low) / 2;
            return std::clamp(middle, grown_->min, grown_->max);
        }
    }
    return grown_->max;
}

Distribution Histogram::distribution() const noexcept {
    return {.count = count(),
            .min = min(),
            .mean = std::llround(mean()),
            .stddev = std::llround(stddev()),
            .p50 = value_at(stats::p50),
            .p90 = value_at(stats::p90),
            .p95 = value_at(stats::p95),
            .p99 = value_at(stats::p99),
            .p999 = value_at(stats::p999),
            .max = max()};
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
    std::map<std::size_t, std::uint64_t> filled;
    for (std::size_t i = 0; i < young_; ++i)
        ++filled[bucket_of(static_cast<std::uint64_t>(values_[i]))];
    for (std::size_t number = 0; grown_ && number < page_count; ++number) {
        if (grown_->page_of[number] == 0) continue;
        for (std::size_t i = 0; i < page_buckets; ++i) {
            const auto index = number * page_buckets + i;
            if (const auto times = grown_->bucket_value(index); times > 0) filled[index] = times;
        }
    }
    std::vector<Bucket> buckets;
    buckets.reserve(filled.size());
    for (const auto& [index, times] : filled) {
        buckets.push_back(bounds_of(index));
        buckets.back().count = times;
    }
    return buckets;
}

}  // namespace pgoscope::stats
