#pragma once

#include <cstdint>

#include "analyzer/sql/keyword.h"

namespace pgoscope::sql {

/// What is remembered of the token being written and of those before it, in one word: written and
/// read as a whole, since the processor would wait for parts of it to be stored.
class TokenTrace {
  public:
    enum Flag : std::uint8_t {
        modified_type = 1,  ///< names a type whose parenthesis holds modifiers
        type_expected = 2,  ///< a type name goes on behind it
        type_complete = 4,  ///< a type name may end with it
        // Behind these an UESCAPE clause may stand:
        unicode_constant = 8,  ///< U&'...'
        unicode_name = 16,     ///< U&"..."
    };

    void clear() noexcept { bits_ = 0; }
    /// The next token, of which nothing is known yet.
    void advance() noexcept { bits_ <<= bits_a_token; }
    void mark(Keyword keyword) noexcept { bits_ |= static_cast<std::uint64_t>(keyword); }
    void mark(Flag flag, bool on = true) noexcept {
        bits_ |= static_cast<std::uint64_t>(on ? flag : 0) << bits_a_keyword;
    }
    /// The token stands for the one before it.
    void repeat() noexcept { bits_ >>= bits_a_token; }

    [[nodiscard]] Keyword previous() const noexcept { return keyword(1); }
    [[nodiscard]] Keyword earlier() const noexcept { return keyword(2); }
    [[nodiscard]] bool previous_is(Flag flag) const noexcept {
        return ((bits_ >> (bits_a_token + bits_a_keyword)) & flag) != 0;
    }

  private:
    static constexpr unsigned bits_a_keyword = 8;
    static constexpr unsigned bits_a_token = 16;

    [[nodiscard]] Keyword keyword(unsigned back) const noexcept {
        return static_cast<Keyword>((bits_ >> (back * bits_a_token)) & 0xFF);
    }

    std::uint64_t bits_ = 0;
};

}  // namespace pgoscope::sql
