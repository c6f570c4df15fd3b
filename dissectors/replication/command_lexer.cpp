#include "dissectors/replication/command_lexer.h"

#include <algorithm>

namespace pgoscope::dissectors::replication {
namespace {

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool starts_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool continues_word(char c) noexcept {
    return starts_word(c) || is_digit(c) || c == '$';
}
constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t run_length(std::string_view text, bool (*belongs)(char) noexcept) noexcept {
    const auto* const end = std::ranges::find_if_not(text, belongs);
    return static_cast<std::size_t>(end - text.begin());
}

// `16/B374D848` at the start of the text; 0 when there is none.
std::size_t lsn_length(std::string_view text) noexcept {
    const auto high = run_length(text, &is_hex_digit);
    if (high == 0 || high == text.size() || text[high] != '/') return 0;
    const auto low = run_length(text.substr(high + 1), &is_hex_digit);
    return low == 0 ? 0 : high + 1 + low;
}

}  // namespace

void CommandLexer::advance() {
    using Kind = CommandToken::Kind;
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n\r\f\v"), rest_.size()));
    if (rest_.empty()) {
        current_ = {};
        return;
    }
    const auto first = rest_.front();
    if (const auto length = lsn_length(rest_); length > 0) {
        current_ = {Kind::lsn, take(length)};
    } else if (is_digit(first)) {
        current_ = {Kind::number, take(run_length(rest_, &is_digit))};
    } else if (starts_word(first)) {
        current_ = {Kind::word, take(run_length(rest_, &continues_word))};
        std::ranges::transform(current_.text, current_.text.begin(), &lower);
    } else if (first == '"') {
        current_ = {Kind::quoted_word, quoted(first)};
    } else if (first == '\'') {
        current_ = {Kind::string, quoted(first)};
    } else {
        current_ = {Kind::punctuation, take(1)};
    }
}

bool CommandLexer::accept(std::string_view word) {
    if (!current_.is_word(word)) return false;
    advance();
    return true;
}

bool CommandLexer::accept(char punctuation) {
    if (!current_.is_punctuation(punctuation)) return false;
    advance();
    return true;
}

std::string CommandLexer::take(std::size_t length) {
    std::string text(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return text;
}

std::string CommandLexer::quoted(char quote) {
    std::string text;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
        text += take(std::min(rest_.find(quote), rest_.size()));
        if (rest_.empty()) break;  // the closing quote was cut off
        rest_.remove_prefix(1);
        if (!rest_.starts_with(quote)) break;
        text += take(1);
    }
    return text;
}

}  // namespace pgoscope::dissectors::replication
