#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "analyzer/sql/byte_block.h"
#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/token.h"

/// The short way for the tokens that most SQL consists of: short words, names and constants in
/// plain quotes, whole numbers, parameters, punctuation, operators of one byte, with at most one
/// blank between two. The lexer reads all others.
namespace pgoscope::sql {

/// Bytes that must follow the beginning of a simple token: two blocks for the token itself, and
/// what tells that it ends.
inline constexpr std::ptrdiff_t simple_token_reach = 3 * block_bytes;

namespace detail {

/// The kind of token that a byte begins; `end` for all that begins no simple token.
constexpr std::array<TokenKind, 256> build_simple_kinds() {
    std::array<TokenKind, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
        const auto classes = byte_classes[byte];
        if ((classes & word_start_byte) != 0) kinds[byte] = TokenKind::identifier;
        if ((classes & digit_byte) != 0) kinds[byte] = TokenKind::number;
        if ((classes & operator_byte) != 0) kinds[byte] = TokenKind::op;
    }
    kinds[','] = TokenKind::comma;
    kinds[';'] = TokenKind::semicolon;
    kinds['('] = TokenKind::open_paren;
    kinds[')'] = TokenKind::close_paren;
    kinds['['] = TokenKind::open_bracket;
    kinds[']'] = TokenKind::close_bracket;
    kinds['.'] = TokenKind::dot;
    kinds['"'] = TokenKind::quoted_identifier;
    kinds['\''] = TokenKind::string;
    kinds['$'] = TokenKind::parameter;
    return kinds;
}

inline constexpr auto simple_kinds = build_simple_kinds();

/// Length of a word of fewer than 32 bytes, 0 of others and of a letter that a quote may follow.
[[nodiscard]] inline std::uint32_t simple_word(const char* word) noexcept {
    constexpr auto block = static_cast<std::uint32_t>(block_bytes);
    auto length = static_cast<std::uint32_t>(std::countr_one(word_bits(word)));
    if (length == 1) return word[1] == '\'' || word[1] == '&' ? 0 : length;
    if (length < block) return length;
    length += static_cast<std::uint32_t>(std::countr_one(word_bits(word + block_bytes)));
    return length < 2 * block ? length : 0;
}

/// Length of a text in `quote`s without a quote or a backslash in it, of at most 31 bytes.
[[nodiscard]] inline std::uint32_t simple_quotes(const char* text, char quote) noexcept {
    const char* const limit = text + 2 * block_bytes;
    const char* const closed = find_either(text + 1, limit, quote, '\\');
    if (closed == limit || *closed != quote || closed[1] == quote) return 0;
    return static_cast<std::uint32_t>(closed + 1 - text);
}

/// Whether nothing behind the quotes of a constant can belong to it, as a quote on the next line
/// does.
[[nodiscard]] inline bool ends_constant(const char* behind) noexcept {
    const char byte = *behind == ' ' ? behind[1] : *behind;
    return !is(byte, space_byte) && byte != '-';
}

/// Length of a run of digits that no letter or fraction follows, of at most 15 digits.
[[nodiscard]] inline std::uint32_t simple_digits(const char* digits) noexcept {
    std::uint32_t length = 0;
    while (length < block_bytes && is(digits[length], digit_byte))
        ++length;
    const char behind = digits[length];
    return length == block_bytes || behind == '.' || is(behind, word_byte) ? 0 : length;
}

/// Length of the token of that kind at `token`; 0 if it is no simple one.
[[nodiscard]] inline std::uint32_t simple_length(TokenKind kind, const char* token) noexcept {
    switch (kind) {
        case TokenKind::dot:
            return is(token[1], digit_byte) || token[1] == '.' ? 0 : 1;
        case TokenKind::op:
            return is(token[1], operator_byte) ? 0 : 1;
        case TokenKind::quoted_identifier:
            return simple_quotes(token, '"');
        case TokenKind::string: {
            const auto length = simple_quotes(token, '\'');
            return length != 0 && ends_constant(token + length) ? length : 0;
        }
        case TokenKind::number:
            return simple_digits(token);
        case TokenKind::parameter: {
            const auto digits = simple_digits(token + 1);
            return digits != 0 ? 1 + digits : 0;
        }
        default:
            return 1;
    }
}

}  // namespace detail

struct SimpleTokens {
    std::size_t count = 0;
    const char* position = nullptr;  ///< behind the last, or behind a blank that follows it
};

/// Reads simple tokens from `position` until there is another one, `tokens` is full, or fewer than
/// simple_token_reach bytes are left before `end`. For text whose characters have TrailBytes::high.
[[nodiscard]] inline SimpleTokens read_simple_tokens(const char* position, const char* end,
                                                     std::span<Token> tokens) noexcept {
    Token* token = tokens.data();
    const Token* const full = token + tokens.size();
    while (token != full && end - position >= simple_token_reach) {
        if (*position == ' ') ++position;
        const TokenKind kind = detail::simple_kinds[static_cast<unsigned char>(*position)];
        if (kind == TokenKind::end) break;
        const auto length = kind == TokenKind::identifier ? detail::simple_word(position)
                                                          : detail::simple_length(kind, position);
        if (length == 0) break;
        *token++ = {position, length, kind};
        position += length;
    }
    return {static_cast<std::size_t>(token - tokens.data()), position};
}

}  // namespace pgoscope::sql
