#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// What the PostgreSQL lexer (backend/parser/scan.l) tells apart. Words are not looked up here:
/// whether an identifier is a keyword is for the reader of the tokens to ask.
enum class TokenKind : std::uint8_t {
    end,                ///< No more text; `text` is empty.
    identifier,         ///< Unquoted word, in the case it was written in.
    quoted_identifier,  ///< `"..."` or `U&"..."`, quotes and UESCAPE clause included.
    string,             ///< Any quoted constant: '..', E'', U&'', B'', X'', N'', $tag$..$tag$.
    number,             ///< Unsigned; a sign is an operator.
    parameter,          ///< `$1`
    op,                 ///< Any operator; also `:=` and `=>`.
    cast,               ///< `::`
    dot,
    comma,
    semicolon,
    colon,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    ellipsis,  ///< `...`: no SQL, but how a folded list is written in normalised text.
    other,     ///< One byte that starts nothing in SQL.
};

struct Token {
    TokenKind kind = TokenKind::end;
    bool terminated = true;  ///< False when the text ended inside of a quoted token.
    std::string_view text;   ///< As written; lives as long as the text that is read.
};

}  // namespace pgoscope::sql
