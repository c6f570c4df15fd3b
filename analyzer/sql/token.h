#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// What the PostgreSQL lexer (backend/parser/scan.l) tells apart. Words are not looked up here:
/// whether an identifier is a keyword is for the reader of the tokens to ask.
enum class TokenKind : std::uint32_t {
    end,                ///< No more text; `text` is empty.
    more,               ///< Of a text in pieces: what comes next is not whole yet; `text` is empty.
    identifier,         ///< Unquoted word, in the case it was written in.
    quoted_identifier,  ///< `"..."` or `U&"..."` with its quotes.
    string,             ///< Any quoted constant: '..', E'', U&'', B'', X'', N'', $tag$..$tag$.
    number,             ///< Unsigned; a sign is an operator.
    parameter,          ///< `$1`
    op,                 ///< Any operator; also `:=` and `=>`.
    cast,               ///< `::`
    dot,                ///< Also the `..` of PL/pgSQL.
    comma,
    semicolon,
    colon,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    ellipsis,  ///< `...`: no SQL, but how a folded list is written in normalized text.
    other,     ///< One byte that starts nothing in SQL.
};

/// Sixteen bytes without padding: it travels in two registers and is copied as two words.
struct Token {
    const char* start = nullptr;  ///< In the text that is read, and no longer than it.
    std::uint32_t length = 0;
    TokenKind kind = TokenKind::end;

    /// As written. Of a string in a text in pieces, perhaps only the beginning.
    [[nodiscard]] std::string_view text() const noexcept { return {start, length}; }
};

}  // namespace pgoscope::sql
