#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// Reads SQL text token by token, by the rules of PostgreSQL's scan.l and the settings of the
/// session; number forms of PostgreSQL 16 (0x1F, 1_000) are known too.
///
/// Takes any bytes in any encoding and never fails: what is not SQL comes out as
/// TokenKind::other, and what is open at the end of the text ends there (see unterminated). White
/// space and comments are passed over. Does not allocate; a copy is a bookmark.
class Lexer {
  public:
    Lexer() = default;
    /// `text` must outlive the lexer and the tokens it hands out. Of 4 GiB or more, the first 4 GiB
    /// are read.
    explicit Lexer(std::string_view text, Reading reading = {}) noexcept
        : text_(text.substr(0, longest_text)), reading_(reading) {}

    /// The next token; TokenKind::end once, and ever after, when there is none.
    [[nodiscard]] Token next() noexcept;

    /// True once a quoted token or a comment was met that the text does not close.
    [[nodiscard]] bool unterminated() const noexcept { return unterminated_; }

  private:
    static constexpr std::size_t longest_text = 0xFFFF'FFFF;

    [[nodiscard]] char at(std::size_t position) const noexcept {
        return position < text_.size() ? text_[position] : '\0';
    }
    [[nodiscard]] bool starts_comment(std::size_t position) const noexcept;
    [[nodiscard]] Token take(TokenKind kind, std::size_t end) noexcept;
    [[nodiscard]] Token punctuation() noexcept;

    void skip_blanks() noexcept;
    [[nodiscard]] std::size_t block_comment_end(std::size_t position) noexcept;
    [[nodiscard]] std::size_t line_end(std::size_t position) const noexcept;

    [[nodiscard]] Token word() noexcept;
    [[nodiscard]] Token string(std::size_t quote, bool backslash_escapes) noexcept;
    [[nodiscard]] Token quoted_identifier(std::size_t quote) noexcept;
    [[nodiscard]] Token unicode_quoted() noexcept;
    [[nodiscard]] Token dollar() noexcept;
    [[nodiscard]] Token number() noexcept;
    [[nodiscard]] Token operator_run() noexcept;

    [[nodiscard]] bool close_quote(std::size_t& position, char quote,
                                   bool backslash_escapes) const noexcept;
    [[nodiscard]] std::size_t continuation(std::size_t position) const noexcept;
    [[nodiscard]] std::size_t uescape_end(std::size_t position) const noexcept;
    [[nodiscard]] std::size_t digits_end(std::size_t position, int base) const noexcept;

    std::string_view text_;
    std::size_t position_ = 0;
    Reading reading_;
    bool unterminated_ = false;
};

}  // namespace pgoscope::sql
