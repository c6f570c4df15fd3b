#include "dissectors/json/tokenizer.h"

namespace pgoscope::dissectors::json {
namespace {

constexpr bool is_scalar_character(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
}

constexpr char resolved(char letter) noexcept {
    switch (letter) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return letter;
    }
}

}  // namespace

std::optional<Token> Tokenizer::next(Bytes& piece) noexcept {
    while (!piece.empty() && !broken_) {
        const auto character = static_cast<char>(piece.front());
        // A scalar ends with what follows it, which is still to be read then.
        if (state_ == State::scalar && !is_scalar_character(character))
            return text_token(Token::Kind::scalar);
        piece = piece.subspan(1);
        switch (state_) {
            case State::between:
                if (const auto token = between_tokens(character)) return token;
                break;
            case State::string:
                if (character == '"')
                    return text_token(in_object() && !after_colon_ ? Token::Kind::key
                                                                   : Token::Kind::string);
                in_string(character);
                break;
            case State::escape:
                state_ = State::string;
                if (character == 'u') put('\\');
                put(resolved(character));
                break;
            case State::scalar:
                put(character);
                break;
        }
    }
    piece = {};
    return std::nullopt;
}

std::optional<Token> Tokenizer::between_tokens(char character) noexcept {
    switch (character) {
        case ' ':
        case '\t':
        case '\n':
        case '\r':
            return std::nullopt;
        case ',':
            after_colon_ = false;
            return std::nullopt;
        case ':':
            after_colon_ = true;
            return std::nullopt;
        case '{':
            return open(true);
        case '[':
            return open(false);
        case '}':
            return close(true);
        case ']':
            return close(false);
        case '"':
            start_text(State::string);
            return std::nullopt;
        default:
            if (is_scalar_character(character)) {
                start_text(State::scalar);
                put(character);
            } else {
                broken_ = true;
            }
            return std::nullopt;
    }
}

std::optional<Token> Tokenizer::open(bool object) noexcept {
    if (depth_ == deepest) {
        broken_ = true;
        return std::nullopt;
    }
    is_object_[depth_++] = object;
    after_colon_ = false;
    return Token{object ? Token::Kind::begin_object : Token::Kind::begin_array, {}, depth_, false};
}

std::optional<Token> Tokenizer::close(bool object) noexcept {
    if (depth_ == 0 || is_object_[depth_ - 1] != object) {
        broken_ = true;
        return std::nullopt;
    }
    after_colon_ = false;
    return Token{object ? Token::Kind::end_object : Token::Kind::end_array, {}, depth_--, false};
}

void Tokenizer::in_string(char character) noexcept {
    if (character == '\\')
        state_ = State::escape;
    else
        put(character);
}

void Tokenizer::start_text(State state) noexcept {
    state_ = state;
    length_ = 0;
    cut_ = false;
}

void Tokenizer::put(char character) noexcept {
    if (length_ == text_.size())
        cut_ = true;
    else
        text_[length_++] = character;
}

Token Tokenizer::text_token(Token::Kind kind) noexcept {
    state_ = State::between;
    after_colon_ = false;
    return {kind, {text_.data(), length_}, depth_, cut_};
}

}  // namespace pgoscope::dissectors::json
