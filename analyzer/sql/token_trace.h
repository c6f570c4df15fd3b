#pragma once

#include <cstdint>

#include "analyzer/sql/keyword.h"

namespace pgoscope::sql {

class TokenTrace;

/// What is remembered of one token.
class TokenMark {
  public:
    enum Flag : std::uint8_t {
        modified_type = 1,  ///< names a type whose parenthesis holds modifiers
        type_expected = 2,  ///< a type name goes on behind it
        type_complete = 4,  ///< a type name may end with it
        // Behind these an UESCAPE clause may stand:
        unicode_constant = 8,  ///< U&'...'
        unicode_name = 16,     ///< U&"..."
    };

    /// Of a name: it completes a type where one is expected behind `trace`.
    void set_type_complete(const TokenTrace& trace) noexcept;
    void set(Keyword keyword) noexcept { bits_ |= static_cast<unsigned>(keyword); }
    void set(Flag flag, bool on = true) noexcept {
        bits_ |= (on ? static_cast<unsigned>(flag) : 0U) << bits_a_keyword;
    }

  private:
    friend class TokenTrace;
    static constexpr unsigned bits_a_keyword = 8;

    unsigned bits_ = 0;
};

/// The marks of the tokens before the one that is written, in one word: written and read as a whole
/// once a token, since the processor would wait for parts of it to be stored.
class TokenTrace {
  public:
    void clear() noexcept { bits_ = 0; }
    void add(TokenMark mark) noexcept { bits_ = bits_ << bits_a_token | mark.bits_; }

    [[nodiscard]] Keyword previous() const noexcept { return keyword(0); }
    [[nodiscard]] Keyword earlier() const noexcept { return keyword(1); }
    [[nodiscard]] bool previous_is(TokenMark::Flag flag) const noexcept {
        return ((bits_ >> TokenMark::bits_a_keyword) & flag) != 0;
    }

  private:
    friend class TokenMark;
    static constexpr unsigned bits_a_token = 16;

    [[nodiscard]] Keyword keyword(unsigned back) const noexcept {
        return static_cast<Keyword>((bits_ >> (back * bits_a_token)) & 0xFF);
    }

    std::uint64_t bits_ = 0;
};

inline void TokenMark::set_type_complete(const TokenTrace& trace) noexcept {
    static_assert(type_complete == type_expected << 1U);
    constexpr unsigned expected = unsigned{type_expected} << bits_a_keyword;
    bits_ |= (static_cast<unsigned>(trace.bits_) & expected) << 1U;
}

}  // namespace pgoscope::sql
