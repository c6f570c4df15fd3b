#include "analyzer/sql/decoded.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

/// Takes `least` to `most` digits off the front of `text`; where there are fewer, nothing.
std::optional<std::uint32_t> take_digits(std::string_view& text, unsigned base, std::size_t least,
                                         std::size_t most) noexcept {
    std::uint32_t number = 0;
    std::size_t count = 0;
    for (; count < std::min(most, text.size()); ++count) {
        const char byte = fold(text[count]);
        const bool letter = byte >= 'a' && byte <= 'f';
        if (!letter && !is(byte, digit_byte)) break;
        const auto digit = static_cast<unsigned>(letter ? byte - 'a' + 10 : byte - '0');
        if (digit >= base) break;
        number = number * base + digit;
    }
    if (count < least) return std::nullopt;
    text.remove_prefix(count);
    return number;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto append = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return append(code);
    if (code < 0x800) {
        append(0xC0U | code >> 6U);
    } else {
        if (code < 0x1'0000) {
            append(0xE0U | code >> 12U);
        } else {
            append(0xF0U | (code >> 18U & 0x07U));
            append(0x80U | (code >> 12U & 0x3FU));
        }
        append(0x80U | (code >> 6U & 0x3FU));
    }
    append(0x80U | (code & 0x3FU));
}

/// Reads one token that begins with a quote, behind its prefix.
class Decoder {
  public:
    Decoder(std::string_view token, Reading reading, char unicode_escape)
        : trail_bytes_(reading.trail_bytes) {
        const auto opening = token.find_first_of("'\"");
        const char prefix = opening == 0 ? '\0' : fold(token.front());
        quote_ = token[opening];
        rest_ = token.substr(opening + 1);
        const bool bits = prefix == 'b' || prefix == 'x';
        by_number_ = prefix == 'u';
        escapes_ =
            by_number_ || prefix == 'e' || (reading.backslash_escapes && quote_ == '\'' && !bits);
        if (by_number_) escape_ = unicode_escape;
    }

    std::string run() {
        while (!rest_.empty()) {
            const char byte = rest_.front();
            if (byte == quote_) {
                if (!pass_quote()) break;
            } else if (escapes_ && byte == escape_) {
                rest_.remove_prefix(1);
                by_number_ ? append_by_number() : append_escape();
            } else {
                const auto bytes = character_bytes(trail_bytes_, rest_, 0);
                out_.append(rest_.substr(0, bytes));
                rest_.remove_prefix(bytes);
            }
        }
        return std::move(out_);
    }

  private:
    /// False where the constant ends.
    bool pass_quote() {
        rest_.remove_prefix(1);
        if (rest_.starts_with(quote_)) {
            out_.push_back(quote_);
            rest_.remove_prefix(1);
            return true;
        }
        // It may go on in another line.
        while (!rest_.empty()) {
            if (is(rest_.front(), space_byte))
                rest_.remove_prefix(1);
            else if (rest_.starts_with("--"))
                rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
            else
                break;
        }
        if (quote_ != '\'' || !rest_.starts_with('\'')) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// A character by its number; two of them may be the halves of one.
    void append_code(std::uint32_t code) {
        if (code >= 0xD800 && code < 0xDC00) {
            high_half_ = code;
            return;
        }
        if (high_half_ != 0 && code >= 0xDC00 && code < 0xE000)
            code = 0x1'0000 + ((high_half_ - 0xD800) << 10U) + (code - 0xDC00);
        high_half_ = 0;
        append_utf8(out_, code);
    }

    /// Behind the backslash of E''.
    void append_escape() {
        constexpr std::string_view letters = "bfnrtv";
        constexpr std::string_view meanings = "\b\f\n\r\t\v";
        if (rest_.empty()) return;
        if (const auto octal = take_digits(rest_, 8, 1, 3)) {
            out_.push_back(static_cast<char>(*octal));
            return;
        }
        const char letter = rest_.front();
        rest_.remove_prefix(1);
        const auto known = letters.find(letter);
        std::optional<std::uint32_t> code;
        if (letter == 'u') code = take_digits(rest_, 16, 4, 4);
        if (letter == 'U') code = take_digits(rest_, 16, 8, 8);
        if (code) return append_code(*code);
        if (letter == 'x') code = take_digits(rest_, 16, 1, 2);
        if (code)
            out_.push_back(static_cast<char>(*code));
        else
            out_.push_back(known == std::string_view::npos ? letter : meanings[known]);
    }

    /// Behind the escape of U&''.
    void append_by_number() {
        if (rest_.starts_with(escape_)) {
            out_.push_back(escape_);
            rest_.remove_prefix(1);
            return;
        }
        const bool long_form = rest_.starts_with('+');
        if (long_form) rest_.remove_prefix(1);
        const std::size_t digits = long_form ? 6 : 4;
        if (const auto code = take_digits(rest_, 16, digits, digits)) append_code(*code);
    }

    TrailBytes trail_bytes_;
    std::string_view rest_;
    char quote_ = '\'';
    char escape_ = '\\';
    bool escapes_ = false;
    bool by_number_ = false;
    std::uint32_t high_half_ = 0;
    std::string out_;
};

std::string inside_dollars(std::string_view token) {
    const auto tag = token.substr(0, std::min(token.find('$', 1), token.size() - 1) + 1);
    token.remove_prefix(tag.size());
    if (token.ends_with(tag)) token.remove_suffix(tag.size());
    return std::string(token);
}

}  // namespace

std::string decoded(std::string_view token, Reading reading, char unicode_escape) {
    if (token.starts_with('$')) return inside_dollars(token);
    if (token.find_first_of("'\"") == std::string_view::npos) return std::string(token);
    return Decoder(token, reading, unicode_escape).run();
}

}  // namespace pgoscope::sql
