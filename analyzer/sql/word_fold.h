#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pgoscope::sql {

/// Eight bytes at once, folded to lower case as byte_class.h's `fold` does.
[[nodiscard]] constexpr std::uint64_t fold_eight(std::uint64_t bytes) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    const std::uint64_t low_bits = bytes & (0x7F * ones);
    const std::uint64_t from_a = low_bits + (0x80 - 'A') * ones;
    const std::uint64_t behind_z = low_bits + (0x7F - 'Z') * ones;
    const std::uint64_t upper = ~bytes & (from_a ^ behind_z) & (0x80 * ones);
    return bytes | (upper >> 2);
}

/// Writes `word` folded to `out`, where a multiple of eight bytes not less than its size must fit,
/// and returns its first eight bytes in memory order, zeroes after its end. `readable` bytes, at
/// least the word's own, can be read from its start.
///
/// Eight at a time, because a word written byte by byte and then read as a whole for the keyword
/// table makes the processor wait for its own stores.
[[nodiscard]] inline std::uint64_t fold_word(std::string_view word, std::size_t readable,
                                             char* out) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t);
    std::uint64_t first = 0;
    for (std::size_t done = 0; done < word.size(); done += step) {
        std::uint64_t bytes = 0;
        if (readable - done >= step) {
            std::memcpy(&bytes, word.data() + done, step);
        } else {
            std::memcpy(&bytes, word.data() + done, word.size() - done);
        }
        bytes = fold_eight(bytes);
        std::memcpy(out + done, &bytes, step);
        if (done == 0) first = bytes;
    }
    return word.size() < step ? first & ((std::uint64_t{1} << (8 * word.size())) - 1) : first;
}

}  // namespace pgoscope::sql
