#include "analyzer/sql/secrets/string_constant.h"

#include <algorithm>
#include <cstdint>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

int hex_digit(char byte) noexcept {
    if (is(byte, digit_byte)) return byte - '0';
    const char letter = fold(byte);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// Reads the inside of a constant piece by piece.
class Decoder {
  public:
    Decoder(Excerpt& out, const StringConstant& constant, TrailBytes trail_bytes,
            const Excerpt& excerpt, std::size_t begin)
        : out_(out),
          constant_(constant),
          inner_(constant.inner),
          trail_bytes_(trail_bytes),
          excerpt_(excerpt),
          begin_(begin) {}

    void run() {
        while (at_ < inner_.size()) {
            const char byte = inner_[at_];
            if (constant_.quote != '\0' && byte == constant_.quote)
                quote();
            else if (constant_.backslash_escapes && byte == '\\' && at_ + 1 < inner_.size())
                backslash();
            else if (constant_.unicode_escapes && byte == constant_.unicode_escape)
                unicode();
            else
                character();
        }
    }

  private:
    void put(char byte, std::size_t length) {
        out_.append(byte, excerpt_.origin(begin_ + at_),
                    excerpt_.origin_of_end(begin_ + at_ + length));
    }

    void character() {
        const auto bytes = character_bytes(trail_bytes_, inner_, at_);
        for (std::size_t i = 0; i < bytes; ++i) {
            put(inner_[at_], 1);
            ++at_;
        }
    }

    /// A doubled quote, or the end of a part: what stands up to the next part's quote is left out.
    void quote() {
        if (at_ + 1 < inner_.size() && inner_[at_ + 1] == constant_.quote) {
            put(constant_.quote, 2);
            at_ += 2;
            return;
        }
        ++at_;
        while (at_ < inner_.size() && inner_[at_] != constant_.quote) {
            const bool comment = inner_.substr(at_).starts_with("--");
            const auto line_end = inner_.find_first_of("\r\n", at_);
            at_ = comment ? std::min(line_end, inner_.size()) : at_ + 1;
        }
        ++at_;
    }

    void backslash() {
        const char letter = inner_[at_ + 1];
        if (letter == 'x') return number(2, 2, 16);
        if (letter == 'u') return number(2, 4, 16);
        if (letter == 'U') return number(2, 8, 16);
        if (letter >= '0' && letter <= '7') return number(1, 3, 8);
        constexpr std::string_view letters = "bfnrt";
        constexpr std::string_view meanings = "\b\f\n\r\t";
        const auto found = letters.find(letter);
        const auto length = 1 + character_bytes(trail_bytes_, inner_, at_ + 1);
        if (found != std::string_view::npos) {
            put(meanings[found], length);
            at_ += length;
            return;
        }
        ++at_;
        character();
    }

    void unicode() {
        if (at_ + 1 < inner_.size() && inner_[at_ + 1] == constant_.unicode_escape) {
            put(constant_.unicode_escape, 2);
            at_ += 2;
            return;
        }
        const bool long_form = at_ + 1 < inner_.size() && inner_[at_ + 1] == '+';
        number(long_form ? 2 : 1, long_form ? 6 : 4, 16);
    }

    /// A character by its number, of up to `most` digits behind `prefix` bytes.
    void number(std::size_t prefix, std::size_t most, int base) {
        std::uint32_t value = 0;
        std::size_t length = prefix;
        while (length < prefix + most && at_ + length < inner_.size()) {
            const int digit = hex_digit(inner_[at_ + length]);
            if (digit < 0 || digit >= base) break;
            value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
            ++length;
        }
        length = std::min(length, inner_.size() - at_);
        // Bytes of UTF-8 for a code point; `\x` and `\ooo` name bytes.
        const bool byte = most <= 3;
        if (byte || value < 0x80) {
            put(static_cast<char>(value), length);
        } else if (value < 0x800) {
            put(static_cast<char>(0xC0U | value >> 6U), length);
            put(static_cast<char>(0x80U | (value & 0x3fU)), length);
        } else if (value < 0x10000) {
            put(static_cast<char>(0xE0U | value >> 12U), length);
            put(static_cast<char>(0x80U | (value >> 6U & 0x3fU)), length);
            put(static_cast<char>(0x80U | (value & 0x3fU)), length);
        } else {
            put(static_cast<char>(0xF0U | (value >> 18U & 0x7U)), length);
            put(static_cast<char>(0x80U | (value >> 12U & 0x3fU)), length);
            put(static_cast<char>(0x80U | (value >> 6U & 0x3fU)), length);
            put(static_cast<char>(0x80U | (value & 0x3fU)), length);
        }
        at_ += length;
    }

    Excerpt& out_;
    const StringConstant& constant_;
    std::string_view inner_;
    TrailBytes trail_bytes_;
    const Excerpt& excerpt_;
    std::size_t begin_;
    std::size_t at_ = 0;
};

}  // namespace

StringConstant take_apart(const Token& token, Reading reading, bool closed) noexcept {
    const auto text = token.text();
    StringConstant constant;
    std::size_t closing = 1;
    const auto first = text.find_first_of("'\"$");
    std::size_t opening = first + 1;
    if (text[first] == '$') {
        opening = text.find('$', first + 1) + 1;
        closing = opening;
    } else {
        constant.quote = text[first];
        const char letter = first == 1 ? fold(text[0]) : '\0';
        const bool plain = first == 0 || letter == 'n';
        constant.backslash_escapes =
            constant.quote == '\'' && (letter == 'e' || (plain && reading.backslash_escapes));
        constant.unicode_escapes = first == 2;
        // Behind U&'...' an UESCAPE clause may stand.
        if (closed && constant.unicode_escapes && constant.quote == '"' && text.back() == '\'') {
            closing = text.size() - text.rfind('"');
            constant.unicode_escape = text[text.size() - 2];
        } else if (closed && constant.unicode_escapes && text.size() > 4 &&
                   text[text.size() - 3] == '\'' && is(text[text.size() - 4], space_byte)) {
            // The clause's own quotes are the last two; the constant's stands before its word.
            const auto word = text.find_last_of("uU", text.size() - 4);
            const auto end = text.rfind('\'', word);
            if (end != std::string_view::npos && end > first) {
                closing = text.size() - end;
                constant.unicode_escape = text[text.size() - 2];
            }
        } else if (closed) {
            closing = text.size() - text.rfind(constant.quote);
        }
    }
    constant.opening = text.substr(0, opening);
    const auto rest = text.substr(opening);
    if (!closed) closing = 0;
    constant.inner = rest.substr(0, rest.size() - std::min(closing, rest.size()));
    constant.closing = rest.substr(constant.inner.size());
    return constant;
}

void append_decoded(Excerpt& out, const StringConstant& constant, TrailBytes trail_bytes,
                    const Excerpt& excerpt, std::size_t begin) {
    Decoder(out, constant, trail_bytes, excerpt, begin).run();
}

}  // namespace pgoscope::sql
