#include "dissectors/values/text_output.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pgoscope::dissectors {
namespace {

// Composites hold composites; real ones a few levels. Each level doubles the escapes of the one
// inside, which is what makes more of them unreadable anyway.
constexpr int max_depth = 16;

constexpr std::string_view cut_mark = "...";

constexpr bool needs_escape(char character) {
    return character == '"' || character == '\\';
}

constexpr bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

TextOutput::TextOutput(std::string& text, const ValueOptions& options)
    : text_(text),
      start_(text.size()),
      limit_(start_ + std::min(options.max_length, text.max_size() - start_)),
      names_(options.names),
      integer_datetimes_(options.integer_datetimes) {}

void TextOutput::put(char character) {
    put(std::string_view(&character, 1));
}

void TextOutput::put(std::string_view text) {
    const auto room = limit_ - text_.size();
    if (text.size() > room) full_ = true;
    text_.append(text.substr(0, room));
}

void TextOutput::put_repeated(char character, std::size_t count) {
    const auto room = limit_ - text_.size();
    if (count > room) full_ = true;
    text_.append(std::min(count, room), character);
}

void TextOutput::put_decimal(std::uint64_t number, std::size_t width) {
    std::array<char, 20> digits{};
    const auto* const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    const auto length = static_cast<std::size_t>(end - digits.begin());
    if (length < width) put_repeated('0', width - length);
    put(std::string_view(digits.begin(), length));
}

void TextOutput::put_hex(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const auto byte : bytes) {
        if (full_) return;
        put(digits[byte >> 4U]);
        put(digits[byte & 0xFU]);
    }
}

void TextOutput::put_raw(Bytes bytes) {
    raw_ = true;
    put("\\x");
    put_hex(bytes);
}

std::string_view TextOutput::text_since(std::size_t start) const {
    return std::string_view(text_).substr(start);
}

void TextOutput::quote_since(std::size_t start, Escape escape) {
    auto from = text_.size();
    const auto escapes =
        static_cast<std::size_t>(std::ranges::count_if(text_since(start), needs_escape));
    text_.resize(from + escapes + 2);
    auto to = text_.size();
    text_[--to] = '"';
    while (from > start) {  // backwards, so that nothing is overwritten before it has moved
        const auto character = text_[--from];
        text_[--to] = character;
        if (needs_escape(character)) {
            text_[--to] = escape == Escape::backslash ? '\\' : character;
        }
    }
    text_[start] = '"';
    if (text_.size() > limit_) {
        text_.resize(limit_);
        full_ = true;
    }
}

bool TextOutput::descend() noexcept {
    if (depth_ == max_depth) return false;
    ++depth_;
    return true;
}

ValueText TextOutput::finish(bool well_formed) {
    if (!well_formed) {
        text_.resize(start_);
        return {ValueText::Form::malformed, false};
    }
    mark_if_full();
    return {raw_ ? ValueText::Form::raw : ValueText::Form::text, full_};
}

void TextOutput::mark_if_full() {
    if (!full_) return;
    auto end = limit_ - std::min(cut_mark.size(), limit_ - start_);
    // A character of UTF-8 has at most three bytes after its first.
    for (int i = 0; i < 3 && end > start_ && continues_character(text_[end]); ++i)
        --end;
    text_.resize(end);
    text_.append(cut_mark.substr(0, limit_ - end));
}

}  // namespace pgoscope::dissectors
