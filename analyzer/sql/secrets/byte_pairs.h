#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pgoscope::sql {

/// A set of pairs of adjacent bytes. It makes the search for many needles in a text quick: each
/// needle is represented by its two adjacent bytes that are rarest in SQL, and is compared only
/// where the text has these two.
class BytePairs {
  public:
    /// The argument of `has` for two adjacent bytes.
    [[nodiscard]] static constexpr std::size_t pair_of(char first, char second) noexcept {
        return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U |
               static_cast<unsigned char>(second);
    }

    constexpr void add(char first, char second) {
        const auto pair = pair_of(first, second);
        bits_[pair / 64] |= std::uint64_t{1} << (pair % 64);
    }
    /// Adds the pair in lower case, in upper case and in both mixtures.
    constexpr void add_any_case(char first, char second) {
        for (const char one : {first, upper(first)})
            for (const char two : {second, upper(second)})
                add(one, two);
    }
    [[nodiscard]] constexpr bool has(std::size_t pair) const noexcept {
        return (bits_[pair / 64] >> (pair % 64) & 1U) != 0;
    }

  private:
    static constexpr char upper(char byte) noexcept {
        return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
    }

    std::array<std::uint64_t, 1024> bits_{};
};

}  // namespace pgoscope::sql
