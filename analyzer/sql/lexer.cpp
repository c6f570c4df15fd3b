#include "analyzer/sql/lexer.h"

#include <algorithm>

#include "analyzer/sql/byte_block.h"
#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/simple_tokens.h"
#include "analyzer/sql/token_ends.h"

namespace pgoscope::sql {

Lexer Lexer::of_pieces(Reading reading) noexcept {
    Lexer lexer({}, reading);
    lexer.last_ = false;
    return lexer;
}

void Lexer::go_on_in(std::string_view text, bool last) noexcept {
    position_ = text.data();
    end_ = text.data() + text.size();
    last_ = last;
}

inline Token Lexer::take(TokenKind kind, const char* end) noexcept {
    const Token token{position_, static_cast<std::uint32_t>(end - position_), kind};
    position_ = end;
    return token;
}

inline Token Lexer::take_decided(TokenKind kind, const char* end) noexcept {
    if (undecided(end)) [[unlikely]]
        return {position_, 0, TokenKind::more};
    return take(kind, end);
}

/// A constant or name that begins at `start` and goes on in the next piece; of this one, all before
/// `consumed` is over.
Token Lexer::take_open(const char* start, const char* consumed) noexcept {
    const auto length = static_cast<std::size_t>(end_ - start);
    if (length <= longest_token) {
        open_ = Open::nothing;
        position_ = start;
        return {start, 0, TokenKind::more};
    }
    position_ = consumed;
    return {start, static_cast<std::uint32_t>(length), TokenKind::string};
}

inline Token Lexer::punctuation() noexcept {
    switch (*position_) {
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
            if (at(position_ + 1) == ':') return take(TokenKind::cast, position_ + 2);
            if (at(position_ + 1) == '=') return take(TokenKind::op, position_ + 2);
            return take_decided(TokenKind::colon, position_ + 1);
        case '.':
            if (is(at(position_ + 1), digit_byte)) return number();
            if (at(position_ + 1) != '.') return take_decided(TokenKind::dot, position_ + 1);
            return at(position_ + 2) == '.' ? take(TokenKind::ellipsis, position_ + 3)
                                            : take_decided(TokenKind::dot, position_ + 2);
        default:
            return take(TokenKind::other, position_ + 1);
    }
}

// --- Blanks -------------------------------------------------------------------------------------

/// False when the piece ends in a comment.
inline bool Lexer::skip_blanks() noexcept {
    while (position_ < end_) {
        const char byte = *position_;
        if (is(byte, space_byte)) {
            ++position_;
        } else if (is(byte, operator_byte) && starts_comment(position_, end_)) [[unlikely]] {
            if (!skip_comment()) return false;
        } else {
            return true;
        }
    }
    return true;
}

bool Lexer::skip_comment() noexcept {
    open_ = *position_ == '-' ? Open::line_comment : Open::block_comment;
    depth_ = 1;
    position_ += 2;
    return go_on_in_open();
}

const char* Lexer::find_in_line(const char* from) const noexcept {
    return find_either(from, end_, '\n', '\r');
}

/// Comments nest, unlike those of the SQL standard's embedded languages.
Lexer::Found Lexer::close_comment(const char*& position) noexcept {
    for (;;) {
        position = find_either(position, end_, '*', '/');
        if (end_ - position < 2) {
            if (last_) position = end_;
            return last_ ? Found::no : Found::undecided;
        }
        if (position[0] == '*' && position[1] == '/') {
            position += 2;
            if (--depth_ == 0) return Found::yes;
        } else if (position[0] == '/' && position[1] == '*') {
            position += 2;
            ++depth_;
        } else {
            ++position;
        }
    }
}

/// False when what is open goes on behind this piece.
bool Lexer::go_on_in_open() noexcept {
    auto found = Found::yes;
    switch (open_) {
        case Open::nothing:
            return true;
        case Open::string:
        case Open::behind_string:
        case Open::comment_behind_string:
            found = close_string(position_);
            break;
        case Open::name:
            found = close_quote(position_, '"', Escapes::doubled_quote);
            break;
        case Open::dollar_quotes:
            found = close_dollar_quotes(position_, {tag_.data(), tag_length_});
            break;
        case Open::line_comment:
            position_ = find_in_line(position_);
            if (position_ == end_ && !last_) found = Found::undecided;
            break;
        case Open::block_comment:
            found = close_comment(position_);
            break;
    }
    if (found == Found::undecided) return false;
    open_ = Open::nothing;
    if (found == Found::no) {
        unterminated_ = true;
        position_ = end_;
    }
    return true;
}

// --- Words and what a letter before a quote makes of it -----------------------------------------

inline Token Lexer::word() noexcept {
    const char* const limit = token_limit();
    const char* const end = reading_.trail_bytes == TrailBytes::high
                                ? word_end(position_ + 1, limit)
                                : encoded_word_end(limit);
    if (undecided(end)) [[unlikely]]
        return {position_, 0, TokenKind::more};
    if (end == position_ + 1) {
        const char letter = fold(*position_);
        if (at(end) == '\'') {
            if (letter == 'e') return string(end, Escapes::backslash);
            if (letter == 'n') return string(end, plain_escapes());
            if (letter == 'b' || letter == 'x') return string(end, Escapes::nothing);
        }
        if (letter == 'u' && at(end) == '&') {
            if (at(end + 1) == '\'') return string(end + 1, Escapes::doubled_quote);
            if (at(end + 1) == '"') return quoted_name(end + 1);
        }
    }
    return take(TokenKind::identifier, end);
}

/// The same as `word_end`, where bytes that are no letters may belong to a character.
const char* Lexer::encoded_word_end(const char* limit) const noexcept {
    const std::string_view text(position_, static_cast<std::size_t>(end_ - position_));
    std::size_t end = character_bytes(reading_.trail_bytes, text, 0);
    while (position_ + end < limit && is(text[end], word_byte))
        end += character_bytes(reading_.trail_bytes, text, end);
    return position_ + end;
}

/// From behind an opening quote to behind the closing one.
inline Lexer::Found Lexer::close_quote(const char*& position, char quote,
                                       Escapes escapes) const noexcept {
    const char escape = escapes == Escapes::backslash ? '\\' : quote;
    while (position < end_) {
        if (reading_.trail_bytes == TrailBytes::high) {
            position = find_either(position, end_, quote, escape);
            if (position == end_) break;
        }
        const auto left = end_ - position;
        const bool ascii = static_cast<unsigned char>(*position) < 0x80;
        if (!last_ && left < (ascii ? 2 : 4)) return Found::undecided;
        if (*position == quote) {
            if (left < 2 || position[1] != quote || escapes == Escapes::nothing) {
                ++position;
                return Found::yes;
            }
            position += 2;
        } else if (*position == escape) {
            ++position;
            if (position < end_ && static_cast<unsigned char>(*position) < 0x80) ++position;
        } else {
            position += character_bytes(reading_.trail_bytes,
                                        {position, static_cast<std::size_t>(left)}, 0);
        }
    }
    return last_ ? Found::no : Found::undecided;
}

/// Whether a string goes on behind its closing quote: white space with at least one newline, where
/// line comments count as white space, and another quote (scan.l: quotecontinue).
Lexer::Found Lexer::find_continuation(const char*& position) noexcept {
    for (;;) {
        if (open_ == Open::comment_behind_string) {
            position = find_in_line(position);
            if (position < end_) open_ = Open::behind_string;
        }
        for (; position < end_ && is(*position, space_byte); ++position)
            newline_ = newline_ || *position == '\n' || *position == '\r';
        const bool dash = at(position) == '-';
        if (end_ - position < (dash ? 2 : 1)) return last_ ? Found::no : Found::undecided;
        if (!dash || position[1] != '-')
            return newline_ && *position == '\'' ? Found::yes : Found::no;
        open_ = Open::comment_behind_string;
    }
}

/// Goes on in the string that is open; `position` is then behind it.
inline Lexer::Found Lexer::close_string(const char*& position) noexcept {
    for (;;) {
        if (open_ == Open::string) {
            const auto closed = close_quote(position, '\'', escapes_);
            if (closed != Found::yes) return closed;
            if (position < end_ && !is(*position, space_byte) && *position != '-')
                return Found::yes;
            open_ = Open::behind_string;
            newline_ = false;
        }
        const char* const closed = position;
        switch (find_continuation(position)) {
            case Found::undecided:
                return Found::undecided;
            case Found::no:
                position = closed;
                return Found::yes;
            case Found::yes:
                ++position;
                open_ = Open::string;
                break;
        }
    }
}

inline Token Lexer::string(const char* quote, Escapes escapes) noexcept {
    const char* end = quote + 1;
    open_ = Open::string;
    escapes_ = escapes;
    const auto closed = close_string(end);
    if (closed == Found::undecided) [[unlikely]]
        return take_open(position_, end);
    open_ = Open::nothing;
    unterminated_ = unterminated_ || closed == Found::no;
    return take(TokenKind::string, closed == Found::no ? end_ : end);
}

inline Token Lexer::quoted_name(const char* quote) noexcept {
    const char* end = quote + 1;
    const auto closed = close_quote(end, '"', Escapes::doubled_quote);
    if (closed == Found::undecided) [[unlikely]] {
        open_ = Open::name;
        return take_open(position_, end);
    }
    unterminated_ = unterminated_ || closed == Found::no;
    if (closed == Found::no) end = end_;
    const bool too_long = static_cast<std::size_t>(end - position_) > longest_token;
    return take(too_long ? TokenKind::string : TokenKind::quoted_identifier, end);
}

/// `$1`, `$tag$...$tag$`, or a dollar that means nothing.
Token Lexer::dollar() noexcept {
    const char* end = position_ + 1;
    if (is(at(end), digit_byte))
        return take_decided(TokenKind::parameter, digits_end(end, token_limit(), 10));
    const auto room = std::min(end_ - end, static_cast<std::ptrdiff_t>(longest_tag) - 2);
    if (room > 0 && is(*end, word_start_byte))
        end = tag_word_end(reading_.trail_bytes, end, end + room);
    if (at(end) == '$') return dollar_quotes(end + 1);
    if (end == end_ && !last_) return {position_, 0, TokenKind::more};
    return take(TokenKind::other, position_ + 1);
}

Token Lexer::dollar_quotes(const char* tag_end) noexcept {
    tag_length_ = static_cast<std::uint8_t>(tag_end - position_);
    std::copy(position_, tag_end, tag_.begin());
    const char* end = tag_end;
    const auto closed = close_dollar_quotes(end, {tag_.data(), tag_length_});
    if (closed == Found::undecided) {
        open_ = Open::dollar_quotes;
        return take_open(position_, end);
    }
    unterminated_ = unterminated_ || closed == Found::no;
    return take(TokenKind::string, end);
}

Lexer::Found Lexer::close_dollar_quotes(const char*& position,
                                        std::string_view tag) const noexcept {
    const std::string_view text(position, static_cast<std::size_t>(end_ - position));
    const auto found = text.find(tag);
    if (found != std::string_view::npos) {
        position += found + tag.size();
        return Found::yes;
    }
    if (last_) {
        position = end_;
        return Found::no;
    }
    // The closing tag may have begun.
    position += text.size() - std::min(text.size(), tag.size() - 1);
    return Found::undecided;
}

// --- Numbers and operators ----------------------------------------------------------------------

inline const char* Lexer::token_limit() const noexcept {
    const auto left = static_cast<std::size_t>(end_ - position_);
    return left > longest_token ? position_ + longest_token : end_;
}

inline Token Lexer::number() noexcept {
    return take_decided(TokenKind::number, number_end(position_, token_limit()));
}

inline Token Lexer::operator_run() noexcept {
    const auto ends = operator_ends(position_, token_limit());
    // What follows the run decides where it ends, whatever of it is taken.
    if (undecided(ends.run)) [[unlikely]]
        return {position_, 0, TokenKind::more};
    return take(TokenKind::op, ends.op);
}

// --- All of them --------------------------------------------------------------------------------

inline Token Lexer::scan() noexcept {
    const Token none{position_, 0, last_ ? TokenKind::end : TokenKind::more};
    if (open_ != Open::nothing && !go_on_in_open()) return none;
    if (!skip_blanks() || position_ >= end_) return none;

    const char byte = *position_;
    if (is(byte, word_start_byte)) return word();
    if (is(byte, digit_byte)) return number();
    if (is(byte, operator_byte)) return operator_run();
    switch (byte) {
        case '\'':
            return string(position_, plain_escapes());
        case '"':
            return quoted_name(position_);
        case '$':
            return dollar();
        default:
            return punctuation();
    }
}

Token Lexer::next() noexcept {
    return scan();
}

std::size_t Lexer::read(std::span<Token> tokens) noexcept {
    // In a copy, which no token that is stored can change, the compiler keeps more in registers.
    Lexer lexer = *this;
    std::size_t count = 0;
    while (count < tokens.size()) {
        if (reading_.trail_bytes == TrailBytes::high && lexer.open_ == Open::nothing) {
            const auto room = tokens.subspan(count);
            const auto simple = read_simple_tokens(lexer.position_, lexer.end_, room);
            count += simple.count;
            lexer.position_ = simple.position;
            if (count == tokens.size()) break;
        }
        const Token token = lexer.scan();
        if (token.kind <= TokenKind::more) break;
        tokens[count++] = token;
    }
    *this = lexer;
    return count;
}

}  // namespace pgoscope::sql
