#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/packet_time.h"

namespace pgoscope::stats {

/// A quantile in ten-thousandths, so that ranks are exact integers: 9990 is p99.9.
struct Quantile {
    std::uint32_t ten_thousandths = 0;
};
inline constexpr Quantile p25{2500}, p50{5000}, p75{7500}, p90{9000}, p95{9500}, p99{9900},
    p999{9990}, p9999{9999};

/// What reports say of many values, nanoseconds. The standard deviation is the population's, as in
/// pg_stat_statements. All zero without values.
struct Distribution {
    std::uint64_t count = 0;
    Nanoseconds min = 0;
    Nanoseconds mean = 0;
    Nanoseconds stddev = 0;
    Nanoseconds p50 = 0;
    Nanoseconds p90 = 0;
    Nanoseconds p95 = 0;
    Nanoseconds p99 = 0;
    Nanoseconds p999 = 0;
    Nanoseconds max = 0;
};

/// A log-linear histogram of durations with the bucket mathematics of HdrHistogram: 64 buckets an
/// octave, so that the middle of a bucket is within 1/128 of every value in it. Counts are integers
/// and so are the sums behind mean and deviation: merging gives exactly the histogram of all
/// values, in any order.
///
/// The first few values are kept as they are, without the heap, since most statements of a large
/// capture are seen a few times only.
class Histogram {
  public:
    /// Values of one bucket: `low` to `high`, both included.
    struct Bucket {
        Nanoseconds low = 0;
        Nanoseconds high = 0;
        std::uint64_t count = 0;
    };

    Histogram() = default;
    Histogram(const Histogram& other);
    Histogram(Histogram&& other) noexcept = default;
    Histogram& operator=(const Histogram& other);
    Histogram& operator=(Histogram&& other) noexcept = default;
    ~Histogram() = default;

    /// Negative values count as 0.
    void record(Nanoseconds value) {
        value = value < 0 ? 0 : value;
        if (grown_)
            grown_->record(value);
        else
            record_young(value);
    }
    void merge(const Histogram& other);

    [[nodiscard]] std::uint64_t count() const noexcept { return grown_ ? grown_->count : young_; }
    [[nodiscard]] bool empty() const noexcept { return count() == 0; }
    [[nodiscard]] Nanoseconds min() const noexcept;
    [[nodiscard]] Nanoseconds max() const noexcept;
    /// Of all values, exact; as floating point since many of them exceed 64 bits.
    [[nodiscard]] double sum() const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double stddev() const noexcept;
    /// The value that this share of the values does not exceed, at most 1 % off.
    [[nodiscard]] Nanoseconds value_at(Quantile quantile) const noexcept;
    [[nodiscard]] Distribution distribution() const noexcept;
    /// Those that hold values, in ascending order.
    [[nodiscard]] std::vector<Bucket> buckets() const;

  private:
    __extension__ using Wide = unsigned __int128;

    static constexpr std::size_t young_capacity = 4;
    static constexpr unsigned sub_bucket_bits = 6;
    static constexpr std::size_t page_buckets = 16;
    static constexpr std::size_t bucket_count = std::size_t{63 - sub_bucket_bits + 1}
                                                << sub_bucket_bits;
    static constexpr std::size_t page_count = bucket_count / page_buckets;
    using Page = std::array<std::uint64_t, page_buckets>;

    /// Values below 128 have a bucket each. Above, the highest bit names the octave and the six
    /// behind it the bucket.
    static std::size_t bucket_of(std::uint64_t value) noexcept {
        constexpr unsigned least = sub_bucket_bits + 1;
        constexpr std::uint64_t own_bucket = (std::uint64_t{1} << least) - 1;
        const auto shift = static_cast<unsigned>(std::bit_width(value | own_bucket)) - least;
        return (std::size_t{shift} << sub_bucket_bits) + (value >> shift);
    }
    static Bucket bounds_of(std::size_t bucket) noexcept;

    /// What many values need; pages exist where values fell.
    struct Grown {
        std::uint64_t count = 0;
        Nanoseconds min = INT64_MAX;
        Nanoseconds max = 0;
        Wide sum = 0;
        Wide squares = 0;  ///< modulo 2^128
        std::uint64_t squares_carry = 0;
        std::array<std::uint8_t, page_count> page_of{};  ///< from 1; 0 = no page yet
        std::vector<Page> pages;

        /// Not inlined: nine copies of it an exchange would drive other code out of the cache.
        [[gnu::noinline]] void record(Nanoseconds value) {
            const auto bits = static_cast<std::uint64_t>(value);
            ++count;
            if (value < min) [[unlikely]]
                min = value;
            if (value > max) [[unlikely]]
                max = value;
            sum += bits;
            add_squares(Wide{bits} * bits);
            ++bucket(bucket_of(bits));
        }
        void add_squares(Wide more) noexcept {
            squares_carry += __builtin_add_overflow(squares, more, &squares) ? 1 : 0;
        }
        std::uint64_t& bucket(std::size_t index) {
            auto page = page_of[index / page_buckets];
            if (page == 0) page = add_page(index / page_buckets);
            return pages[page - 1U][index % page_buckets];
        }
        [[nodiscard]] std::uint64_t bucket_value(std::size_t index) const noexcept {
            const auto page = page_of[index / page_buckets];
            return page == 0 ? 0 : pages[page - 1U][index % page_buckets];
        }
        [[gnu::cold, gnu::noinline]] std::uint8_t add_page(std::size_t number);
        void merge(const Grown& other);
    };
    static_assert(page_count < 256, "a page's number fits one byte");

    [[gnu::cold, gnu::noinline]] void record_young(Nanoseconds value);
    void grow();

    std::unique_ptr<Grown> grown_;
    std::array<Nanoseconds, young_capacity> values_{};  ///< in ascending order
    std::uint64_t young_ = 0;                           ///< how many, until it has grown
};

}  // namespace pgoscope::stats
