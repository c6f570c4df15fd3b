#include "analyzer/sql/lexer.h"

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {

Token Lexer::next() noexcept {
    skip_blanks();
    if (position_ >= text_.size()) return {};

    const char byte = text_[position_];
    if (is(byte, word_start_byte)) return word();
    if (is(byte, digit_byte)) return number();
    if (is(byte, operator_byte)) return operator_run();
    switch (byte) {
        case '\'':
            return string(position_, reading_.backslash_escapes);
        case '"':
            return quoted_identifier(position_);
        case '$':
            return dollar();
        default:
            return punctuation();
    }
}

Token Lexer::take(TokenKind kind, std::size_t end) noexcept {
    const Token token{text_.data() + position_, static_cast<std::uint32_t>(end - position_), kind};
    position_ = end;
    return token;
}

Token Lexer::punctuation() noexcept {
    const char following = at(position_ + 1);
    switch (text_[position_]) {
        case ',':
            return take(TokenKind::comma, position_ + 1);
        case ';':
            return take(TokenKind::semicolon, position_ + 1);
        case '(':
            return take(TokenKind::open_paren, position_ + 1);
        case ')':
            return take(TokenKind::close_paren, position_ + 1);
        case '[':
            return take(TokenKind::open_bracket, position_ + 1);
        case ']':
            return take(TokenKind::close_bracket, position_ + 1);
        case ':':
            if (following == ':') return take(TokenKind::cast, position_ + 2);
            if (following == '=') return take(TokenKind::op, position_ + 2);
            return take(TokenKind::colon, position_ + 1);
        case '.':
            if (is(following, digit_byte)) return number();
            if (following == '.') {
                const bool three = at(position_ + 2) == '.';
                return three ? take(TokenKind::ellipsis, position_ + 3)
                             : take(TokenKind::dot, position_ + 2);
            }
            return take(TokenKind::dot, position_ + 1);
        default:
            return take(TokenKind::other, position_ + 1);
    }
}

// --- Blanks -------------------------------------------------------------------------------------

bool Lexer::starts_comment(std::size_t position) const noexcept {
    const char first = at(position);
    const char second = at(position + 1);
    return (first == '-' && second == '-') || (first == '/' && second == '*');
}

void Lexer::skip_blanks() noexcept {
    while (position_ < text_.size()) {
        const char byte = text_[position_];
        if (is(byte, space_byte)) {
            ++position_;
        } else if (is(byte, operator_byte) && starts_comment(position_)) {
            position_ = byte == '-' ? line_end(position_) : block_comment_end(position_);
        } else {
            return;
        }
    }
}

/// Comments nest, unlike those of the SQL standard's embedded languages.
std::size_t Lexer::block_comment_end(std::size_t position) noexcept {
    std::size_t depth = 0;
    while (position < text_.size()) {
        if (text_[position] == '/' && at(position + 1) == '*') {
            ++depth;
            position += 2;
        } else if (text_[position] == '*' && at(position + 1) == '/') {
            position += 2;
            if (--depth == 0) return position;
        } else {
            ++position;
        }
    }
    unterminated_ = true;
    return text_.size();
}

std::size_t Lexer::line_end(std::size_t position) const noexcept {
    while (position < text_.size() && text_[position] != '\n' && text_[position] != '\r') {
        ++position;
    }
    return position;
}

// --- Words and what a letter before a quote makes of it -----------------------------------------

Token Lexer::word() noexcept {
    std::size_t end = position_ + character_bytes(reading_.trail_bytes, text_, position_);
    while (end < text_.size() && is(text_[end], word_byte))
        end += character_bytes(reading_.trail_bytes, text_, end);

    if (end == position_ + 1) {
        const char letter = fold(text_[position_]);
        if (at(end) == '\'') {
            if (letter == 'e') return string(end, true);
            if (letter == 'n') return string(end, reading_.backslash_escapes);
            if (letter == 'b' || letter == 'x') return string(end, false);
        }
        if (letter == 'u' && at(end) == '&' && (at(end + 1) == '\'' || at(end + 1) == '"')) {
            return unicode_quoted();
        }
    }
    return take(TokenKind::identifier, end);
}

/// From the byte after an opening quote to the one after the closing quote; a doubled quote
/// stands for itself. False, and the end of the text, when there is none.
bool Lexer::close_quote(std::size_t& position, char quote, bool backslash_escapes) const noexcept {
    while (position < text_.size()) {
        const char byte = text_[position];
        position += character_bytes(reading_.trail_bytes, text_, position);
        if (byte == '\\' && backslash_escapes) {
            if (position < text_.size())
                position += character_bytes(reading_.trail_bytes, text_, position);
        } else if (byte == quote) {
            if (at(position) != quote) return true;
            ++position;
        }
    }
    return false;
}

/// Where a string goes on after its closing quote, or 0: white space with at least one newline,
/// where line comments count as white space, and another quote (scan.l: quotecontinue).
std::size_t Lexer::continuation(std::size_t position) const noexcept {
    bool newline = false;
    while (position < text_.size()) {
        const char byte = text_[position];
        if (is(byte, space_byte)) {
            newline = newline || byte == '\n' || byte == '\r';
            ++position;
        } else if (byte == '-' && at(position + 1) == '-') {
            position = line_end(position);
        } else {
            return newline && byte == '\'' ? position : 0;
        }
    }
    return 0;
}

Token Lexer::string(std::size_t quote, bool backslash_escapes) noexcept {
    std::size_t end = 0;
    bool closed = false;
    do {
        end = quote + 1;
        closed = close_quote(end, '\'', backslash_escapes);
        quote = closed ? continuation(end) : 0;
    } while (quote != 0);
    unterminated_ = unterminated_ || !closed;
    return take(TokenKind::string, end);
}

Token Lexer::quoted_identifier(std::size_t quote) noexcept {
    std::size_t end = quote + 1;
    if (!close_quote(end, '"', false)) unterminated_ = true;
    return take(TokenKind::quoted_identifier, end);
}

Token Lexer::unicode_quoted() noexcept {
    const std::size_t start = position_;
    const std::size_t quote = position_ + 2;
    Token token = text_[quote] == '"' ? quoted_identifier(quote) : string(quote, false);
    if (const std::size_t end = uescape_end(position_); end != 0) {
        position_ = end;
        token.length = static_cast<std::uint32_t>(end - start);
    }
    return token;
}

/// Where `UESCAPE 'c'` that starts at `position` ends, or 0 when something else stands there.
std::size_t Lexer::uescape_end(std::size_t position) const noexcept {
    Lexer ahead = *this;
    ahead.position_ = position;
    ahead.skip_blanks();
    constexpr std::string_view uescape = "uescape";
    for (const char expected : uescape) {
        if (fold(at(ahead.position_++)) != expected) return 0;
    }
    ahead.skip_blanks();
    const std::size_t quote = ahead.position_;
    return at(quote) == '\'' && at(quote + 2) == '\'' ? quote + 3 : 0;
}

/// `$1`, `$tag$...$tag$`, or a dollar that means nothing.
Token Lexer::dollar() noexcept {
    std::size_t end = position_ + 1;
    if (is(at(end), digit_byte)) {
        return take(TokenKind::parameter, digits_end(end, 10));
    }
    if (is(at(end), word_start_byte)) {
        while (is(at(end), word_byte) && at(end) != '$')
            ++end;
    }
    if (at(end) != '$') return take(TokenKind::other, position_ + 1);

    const auto tag = text_.substr(position_, end + 1 - position_);
    const std::size_t closing = text_.find(tag, end + 1);
    const bool closed = closing != std::string_view::npos;
    unterminated_ = unterminated_ || !closed;
    return take(TokenKind::string, closed ? closing + tag.size() : text_.size());
}

// --- Numbers and operators ----------------------------------------------------------------------

/// The byte after the digits of `base` at `position`; single underscores may stand between them.
std::size_t Lexer::digits_end(std::size_t position, int base) const noexcept {
    const auto is_digit = [base](char byte) {
        if (base == 16) return is(byte, digit_byte) || (fold(byte) >= 'a' && fold(byte) <= 'f');
        return byte >= '0' && byte < '0' + base;
    };
    while (is_digit(at(position)) || (at(position) == '_' && is_digit(at(position + 1)))) {
        ++position;
    }
    return position;
}

Token Lexer::number() noexcept {
    if (text_[position_] == '0') {
        const char letter = fold(at(position_ + 1));
        const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (base != 0) {
            const std::size_t end = digits_end(position_ + 2, base);
            if (end > position_ + 2) return take(TokenKind::number, end);
        }
    }
    std::size_t end = digits_end(position_, 10);
    // Two dots are a range of PL/pgSQL's, not a fraction: 1..10.
    if (at(end) == '.' && at(end + 1) != '.') end = digits_end(end + 1, 10);
    if (fold(at(end)) == 'e') {
        std::size_t exponent = end + 1;
        if (at(exponent) == '+' || at(exponent) == '-') ++exponent;
        if (is(at(exponent), digit_byte)) end = digits_end(exponent, 10);
    }
    return take(TokenKind::number, end);
}

/// The longest run of operator bytes, cut where a comment starts; and since `a=-1` means `a = -1`,
/// trailing signs do not belong to it unless one of ~!@#^&|`?% does.
Token Lexer::operator_run() noexcept {
    std::size_t end = position_;
    bool keeps_sign = false;
    while (is(at(end), operator_byte) && (end == position_ || !starts_comment(end))) {
        keeps_sign = keeps_sign || is(text_[end], sign_keeping_byte);
        ++end;
    }
    if (!keeps_sign) {
        while (end > position_ + 1 && (text_[end - 1] == '+' || text_[end - 1] == '-'))
            --end;
    }
    return take(TokenKind::op, end);
}

}  // namespace pgoscope::sql
