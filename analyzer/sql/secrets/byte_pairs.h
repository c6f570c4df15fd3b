#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pgoscope::sql {

/// A set of pairs of bytes, asked while a text is passed over byte by byte: each text that is
/// looked for gives it the two of its bytes that SQL has least of.
class BytePairs {
  public:
    /// For `has`, of two bytes that follow each other.
    [[nodiscard]] static constexpr std::size_t pair_of(char first, char second) noexcept {
        return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U |
               static_cast<unsigned char>(second);
    }

    constexpr void add(char first, char second) {
        const auto pair = pair_of(first, second);
        bits_[pair / 64] |= std::uint64_t{1} << (pair % 64);
    }
    /// In lower and in upper case.
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
