#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// Reads SQL text token by token, by the rules of PostgreSQL's scan.l and the settings of the
/// session; number forms of PostgreSQL 16 (0x1F, 1_000) are known too.
///
/// Takes any bytes in any encoding and never fails: what is not SQL comes out as
/// TokenKind::other, and what is open at the end of the text ends there (see unterminated). White
/// space and comments are passed over. Linear in the text; does not allocate; a copy goes on from
/// the same place.
///
/// A text may come in pieces. Then a token that may go on in the next piece comes out as
/// TokenKind::more, and the caller has to hand over what was not consumed again, with more text
/// behind it. Constants and comments that are longer than `longest_token` are passed over as they
/// come, so that what has to be kept of a text is bounded. The tokens do not depend on where a text
/// is divided.
class Lexer {
  public:
    /// Bytes of a word, a number or an operator; what is longer becomes several tokens. A quoted
    /// name that is longer comes out as a constant.
    static constexpr std::size_t longest_token = 4096;
    /// Bytes of the tag of dollar quotes, its dollars included; the server knows no bound.
    static constexpr std::size_t longest_tag = 128;

    Lexer() = default;
    /// `text` must outlive the lexer and the tokens it hands out. Of 4 GiB or more, the first 4 GiB
    /// are read.
    explicit Lexer(std::string_view text, Reading reading = {}) noexcept
        : position_(text.data()),
          end_(text.data() + text.substr(0, longest_text).size()),
          reading_(reading) {}
    /// The first piece of a text in pieces.
    [[nodiscard]] static Lexer of_pieces(Reading reading) noexcept;
    /// `text` begins with the bytes that were not consumed. `last`: no more text follows.
    void go_on_in(std::string_view text, bool last) noexcept;
    [[nodiscard]] std::string_view not_consumed() const noexcept {
        return {position_, static_cast<std::size_t>(end_ - position_)};
    }

    /// A copy that reads what follows by another encoding's rules; for as long as all characters so
    /// far were ASCII, so that they are the same by both.
    [[nodiscard]] Lexer with(TrailBytes trail_bytes) const noexcept {
        Lexer copy = *this;
        copy.reading_.trail_bytes = trail_bytes;
        return copy;
    }

    /// Whether a constant that was handed out already goes on in what was not consumed.
    [[nodiscard]] bool inside_constant() const noexcept {
        return open_ != Open::nothing && open_ != Open::line_comment &&
               open_ != Open::block_comment;
    }
    /// Consumes the rest of such a constant, as far as it is here; `next` does as well.
    void pass_constant() noexcept {
        if (inside_constant()) static_cast<void>(go_on_in_open());
    }

    /// The next token; TokenKind::end once, and ever after, when there is none.
    [[nodiscard]] Token next() noexcept;
    /// As many of the next tokens as there is place for and the text has, `end` and `more` left
    /// out; returns how many. Fewer than there is place for: next() tells which of the two follows.
    [[nodiscard]] std::size_t read(std::span<Token> tokens) noexcept;

    /// True once a quoted token or a comment was met that the text does not close.
    [[nodiscard]] bool unterminated() const noexcept { return unterminated_; }

  private:
    static constexpr std::size_t longest_text = 0xFFFF'FFFF;
    /// Bytes behind a token that must be known before it is certain where the token ends.
    static constexpr std::ptrdiff_t decisive_bytes = 3;

    /// What goes on in the next piece, and was handed out already if it is a token.
    enum class Open : std::uint8_t {
        nothing,
        string,         ///< Inside of quotes.
        behind_string,  ///< Behind the closing quote: a newline and another quote continue it.
        comment_behind_string,
        name,
        dollar_quotes,
        line_comment,
        block_comment,
    };
    enum class Found : std::uint8_t { yes, no, undecided };
    /// What stands for a quote inside of quotes.
    enum class Escapes : std::uint8_t {
        nothing,        ///< B'...' and X'...': the next quote ends it.
        doubled_quote,  ///< '...', "...", U&'...'
        backslash,      ///< and E'...'
    };

    [[nodiscard, gnu::always_inline]] inline Token scan() noexcept;
    [[nodiscard]] char at(const char* position) const noexcept {
        return position < end_ ? *position : '\0';
    }
    /// Whether text that is not here yet may belong to what ends at `end`.
    [[nodiscard]] bool undecided(const char* end) const noexcept {
        return !last_ && end_ - end < decisive_bytes;
    }
    [[nodiscard]] const char* token_limit() const noexcept;
    [[nodiscard]] Token take(TokenKind kind, const char* end) noexcept;
    [[nodiscard]] Token take_decided(TokenKind kind, const char* end) noexcept;
    [[nodiscard]] Token take_open(const char* start, const char* consumed) noexcept;
    [[nodiscard]] Token punctuation() noexcept;

    [[nodiscard]] Escapes plain_escapes() const noexcept {
        return reading_.backslash_escapes ? Escapes::backslash : Escapes::doubled_quote;
    }
    [[nodiscard]] bool skip_blanks() noexcept;
    [[nodiscard]] bool skip_comment() noexcept;
    [[nodiscard]] const char* find_in_line(const char* from) const noexcept;
    [[nodiscard]] Found close_comment(const char*& position) noexcept;

    [[nodiscard]] Token word() noexcept;
    [[nodiscard]] const char* encoded_word_end(const char* from) const noexcept;
    [[nodiscard]] Token string(const char* quote, Escapes escapes) noexcept;
    [[nodiscard]] Token quoted_name(const char* quote) noexcept;
    [[nodiscard]] Token dollar() noexcept;
    [[nodiscard]] Token dollar_quotes(const char* tag_end) noexcept;
    [[nodiscard]] Token number() noexcept;
    [[nodiscard]] Token operator_run() noexcept;

    [[nodiscard]] Found close_quote(const char*& position, char quote,
                                    Escapes escapes) const noexcept;
    [[nodiscard]] Found find_continuation(const char*& position) noexcept;
    [[nodiscard]] Found close_string(const char*& position) noexcept;
    [[nodiscard]] Found close_dollar_quotes(const char*& position,
                                            std::string_view tag) const noexcept;
    [[nodiscard]] bool go_on_in_open() noexcept;

    const char* position_ = nullptr;
    const char* end_ = nullptr;
    Reading reading_;
    bool last_ = true;
    bool unterminated_ = false;
    Open open_ = Open::nothing;
    Escapes escapes_ = Escapes::doubled_quote;  ///< Of the string that is open.
    bool newline_ = false;                      ///< Seen behind its closing quote.
    std::uint8_t tag_length_ = 0;               ///< Of the dollar quotes that are open.
    std::uint32_t depth_ = 0;                   ///< Of the block comment that is open.
    std::array<char, longest_tag> tag_{};
};

}  // namespace pgoscope::sql
