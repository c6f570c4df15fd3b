#include "analyzer/sql/string_constant.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace pgoscope::sql {
namespace {

constexpr int not_a_digit = -1;

int digit(char byte) noexcept {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return not_a_digit;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto trail = [&](unsigned shift) {
        out.push_back(static_cast<char>(0x80U | ((code >> shift) & 0x3FU)));
    };
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0U | (code >> 6U)));
        trail(0);
    } else if (code < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | (code >> 12U)));
        trail(6);
        trail(0);
    } else {
        out.push_back(static_cast<char>(0xF0U | ((code >> 18U) & 7U)));
        trail(12);
        trail(6);
        trail(0);
    }
}

/// Reads the segments between quotes, one behind the other.
class Reader {
  public:
    Reader(std::string_view text, Reading reading) noexcept : text_(text), reading_(reading) {}

    enum class Escapes : std::uint8_t { none, backslash, unicode };

    std::string read(Escapes escapes) {
        while (position_ < text_.size()) {
            if (at('\'')) {
                if (!at('\'', 1)) {
                    if (!continues()) break;
                    continue;
                }
                ++position_;
            } else if (at('\\') && escapes != Escapes::none && position_ + 1 < text_.size()) {
                ++position_;
                escapes == Escapes::backslash ? read_escape() : read_code_point();
                continue;
            }
            const auto bytes = character_bytes(reading_.trail_bytes, text_, position_);
            value_.append(text_.substr(position_, bytes));
            position_ += bytes;
        }
        return std::move(value_);
    }

  private:
    [[nodiscard]] bool at(char byte, std::size_t ahead = 0) const noexcept {
        return position_ + ahead < text_.size() && text_[position_ + ahead] == byte;
    }
    /// Behind a closing quote: whether another segment follows, as it does on a line of its own.
    bool continues() noexcept {
        const auto next = text_.find('\'', position_ + 1);
        if (next == std::string_view::npos) return false;
        const auto between = text_.substr(position_ + 1, next - position_ - 1);
        if (between.find_first_of("\r\n") == std::string_view::npos) return false;
        position_ = next + 1;
        return true;
    }
    /// At most `most` digits; the code that they write.
    std::uint32_t read_digits(int base, std::size_t most) noexcept {
        std::uint32_t code = 0;
        for (; most > 0 && position_ < text_.size(); --most, ++position_) {
            const int next = digit(text_[position_]);
            if (next == not_a_digit || next >= base) break;
            code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(next);
        }
        return code;
    }
    void read_escape() {
        const char kind = text_[position_];
        if (kind >= '0' && kind <= '7') {
            value_.push_back(static_cast<char>(read_digits(8, 3)));
            return;
        }
        ++position_;
        constexpr std::string_view letters = "bfnrt";
        constexpr std::string_view meanings = "\b\f\n\r\t";
        if (const auto index = letters.find(kind); index != std::string_view::npos) {
            value_.push_back(meanings[index]);
        } else if (kind == 'x' && position_ < text_.size() &&
                   digit(text_[position_]) != not_a_digit) {
            value_.push_back(static_cast<char>(read_digits(16, 2)));
        } else if (kind == 'u' || kind == 'U') {
            append_utf8(value_, read_digits(16, kind == 'u' ? 4 : 8));
        } else {
            --position_;
            const auto bytes = character_bytes(reading_.trail_bytes, text_, position_);
            value_.append(text_.substr(position_, bytes));
            position_ += bytes;
        }
    }
    void read_code_point() {
        if (at('\\')) {
            value_.push_back('\\');
            ++position_;
        } else if (at('+')) {
            ++position_;
            append_utf8(value_, read_digits(16, 6));
        } else {
            append_utf8(value_, read_digits(16, 4));
        }
    }

    std::string_view text_;
    std::size_t position_ = 0;
    Reading reading_;
    std::string value_;
};

}  // namespace

std::string string_value(std::string_view constant, Reading reading) {
    if (constant.starts_with('$')) {
        const auto tag = constant.find('$', 1) + 1;
        if (tag == 0 || constant.size() < 2 * tag) return {};
        return std::string(constant.substr(tag, constant.size() - 2 * tag));
    }
    const auto quote = constant.find('\'');
    if (quote == std::string_view::npos) return {};
    auto escapes = reading.backslash_escapes ? Reader::Escapes::backslash : Reader::Escapes::none;
    if (constant.starts_with('E') || constant.starts_with('e'))
        escapes = Reader::Escapes::backslash;
    if (constant.starts_with('U') || constant.starts_with('u')) escapes = Reader::Escapes::unicode;
    return Reader(constant.substr(quote + 1), reading).read(escapes);
}

}  // namespace pgoscope::sql
