#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "analyzer/sql/byte_class.h"

/// Sixteen bytes of text at once, where the processor can: words and constants are several times
/// faster to pass over than byte by byte, mostly because their length is no branch that the
/// processor has to guess.
namespace pgoscope::sql {

inline constexpr std::size_t block_bytes = 16;

namespace detail {

#ifdef __SSE2__

// Vector types of g++ and clang; for other processors there are twins in plain C++ below.
using Block = unsigned char __attribute__((vector_size(block_bytes)));
using Mask = char __attribute__((vector_size(block_bytes)));  ///< all bits of a byte, or none

[[nodiscard]] inline Block load(const char* bytes) noexcept {
    Block block;
    std::memcpy(&block, bytes, sizeof block);
    return block;
}
inline void store(Block block, char* bytes) noexcept {
    std::memcpy(bytes, &block, sizeof block);
}
[[nodiscard]] constexpr unsigned char unsigned_byte(char byte) noexcept {
    return static_cast<unsigned char>(byte);
}
/// The bytes from `first` to `last`.
[[nodiscard]] inline Mask in_range(Block bytes, char first, char last) noexcept {
    const auto span = static_cast<unsigned char>(last - first);
    return std::bit_cast<Mask>((bytes - unsigned_byte(first)) <= span);
}
[[nodiscard]] inline Mask equal(Block bytes, char byte) noexcept {
    return std::bit_cast<Mask>(bytes == unsigned_byte(byte));
}
/// A bit for each byte whose highest bit is set, the first lowest.
[[nodiscard]] inline std::uint32_t bits(Mask mask) noexcept {
    return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(mask));
}

#endif

}  // namespace detail

/// A bit for each of sixteen bytes that continues a word, the first lowest.
[[nodiscard]] inline std::uint32_t word_bits(const char* text) noexcept {
#ifdef __SSE2__
    using namespace detail;
    const Block bytes = load(text);
    const Mask letters = in_range(bytes | unsigned_byte(0x20), 'a', 'z');
    const Mask digits = in_range(bytes, '0', '9');
    const Mask others = equal(bytes, '_') | equal(bytes, '$');
    // Bytes from 0x80 up have the bit that is looked at.
    return bits(letters | digits | others | std::bit_cast<Mask>(bytes));
#else
    std::uint32_t found = 0;
    for (std::size_t at = 0; at < block_bytes; ++at)
        found |= std::uint32_t{is(text[at], word_byte)} << at;
    return found;
#endif
}

/// The first byte in [`from`, `end`) that does not continue a word; `end` when all do.
[[nodiscard]] inline const char* word_end(const char* from, const char* end) noexcept {
    constexpr std::uint32_t all = 0xFFFF;
    while (static_cast<std::size_t>(end - from) >= block_bytes) {
        const auto word = word_bits(from);
        if (word != all) return from + std::countr_one(word);
        from += block_bytes;
    }
    while (from != end && is(*from, word_byte))
        ++from;
    return from;
}

/// The first of `one` and `other` in [`from`, `end`); `end` when there is neither.
[[nodiscard]] inline const char* find_either(const char* from, const char* end, char one,
                                             char other) noexcept {
#ifdef __SSE2__
    while (static_cast<std::size_t>(end - from) >= block_bytes) {
        const auto bytes = detail::load(from);
        const auto found = detail::bits(detail::equal(bytes, one) | detail::equal(bytes, other));
        if (found != 0) return from + std::countr_zero(found);
        from += block_bytes;
    }
#endif
    while (from != end && *from != one && *from != other)
        ++from;
    return from;
}

/// Writes `size` bytes of `word` to `out` in lower case, as byte_class.h's `fold` does, and returns
/// the first eight of them in memory order, zeroes behind the end. `readable` bytes, at least
/// `size`, can be read from `word`; `out` has room for the next multiple of sixteen.
///
/// A word that is written byte by byte and then read as a whole for the table of keywords would
/// make the processor wait for its own stores.
[[nodiscard]] inline std::uint64_t fold_word(const char* word, std::size_t size,
                                             std::size_t readable, char* out) noexcept {
    std::uint64_t first = 0;
    std::size_t done = 0;
#ifdef __SSE2__
    const auto fold_block = [word, out](std::size_t at) {
        const auto bytes = detail::load(word + at);
        const auto upper = std::bit_cast<detail::Block>(detail::in_range(bytes, 'A', 'Z'));
        const detail::Block folded = bytes | (upper & detail::unsigned_byte(0x20));
        detail::store(folded, out + at);
        return folded;
    };
    if (readable >= block_bytes) [[likely]] {
        const auto folded = fold_block(0);
        std::memcpy(&first, &folded, sizeof first);
        done = block_bytes;
    }
    for (; done < size && readable - done >= block_bytes; done += block_bytes)
        fold_block(done);
#endif
    for (; done < size; ++done) {
        const auto byte = fold(word[done]);
        out[done] = byte;
        if (done < sizeof first)
            first |= std::uint64_t{static_cast<unsigned char>(byte)} << (8 * done);
    }
    return size < sizeof first ? first & ((std::uint64_t{1} << (8 * size)) - 1) : first;
}

/// Copies `size` bytes as whole blocks where both sides have room, which is faster for short texts.
inline void copy_short(const char* from, std::size_t size, std::size_t readable,
                       char* out) noexcept {
#ifdef __SSE2__
    if (size <= 2 * block_bytes && readable >= 2 * block_bytes) {
        detail::store(detail::load(from), out);
        detail::store(detail::load(from + block_bytes), out + block_bytes);
        return;
    }
#else
    static_cast<void>(readable);
#endif
    std::memcpy(out, from, size);
}

}  // namespace pgoscope::sql
