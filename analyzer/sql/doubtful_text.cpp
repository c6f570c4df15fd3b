#include "analyzer/sql/doubtful_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/keyword.h"

namespace pgoscope::sql {
namespace {

/// Readings differ in what a backslash before a quote is,
constexpr std::string_view escaped_quote = "\\'";

/// and in what may be in the tag of dollar quotes: where the byte behind the first of a character
/// is none of a word.
bool has_encoded_tag(std::string_view text) noexcept {
    for (auto dollar = text.find('$'); dollar != std::string_view::npos;) {
        bool encoded = false;
        auto end = dollar + 1;
        for (; end < text.size() && text[end] != '$'; ++end) {
            const char byte = text[end];
            if (is(byte, word_byte)) continue;
            const bool behind_first = static_cast<unsigned char>(text[end - 1]) >= 0x80;
            if (!behind_first || byte < '@' || end - dollar > Lexer::longest_tag) break;
            encoded = true;
        }
        if (end < text.size() && text[end] == '$' && encoded) return true;
        dollar = text.find('$', end);
    }
    return false;
}

constexpr std::array readings{
    Reading{.backslash_escapes = false, .trail_bytes = TrailBytes::high},
    Reading{.backslash_escapes = true, .trail_bytes = TrailBytes::high},
    Reading{.backslash_escapes = false, .trail_bytes = TrailBytes::one},
    Reading{.backslash_escapes = true, .trail_bytes = TrailBytes::one},
    Reading{.backslash_escapes = false, .trail_bytes = TrailBytes::one_or_katakana},
    Reading{.backslash_escapes = true, .trail_bytes = TrailBytes::one_or_katakana},
    Reading{.backslash_escapes = false, .trail_bytes = TrailBytes::one_or_three},
    Reading{.backslash_escapes = true, .trail_bytes = TrailBytes::one_or_three},
};

/// A keyword is nobody's secret, and keeps the statement readable.
bool is_keyword(std::string_view word) noexcept {
    constexpr std::size_t longest = 16;
    if (word.size() > longest) return false;
    std::array<char, longest> folded{};
    std::transform(word.begin(), word.end(), folded.begin(), fold);
    std::uint64_t first_bytes = 0;
    std::memcpy(&first_bytes, folded.data(), sizeof first_bytes);
    return !keyword_traits({folded.data(), word.size()}, first_bytes).name.empty();
}

bool says_nothing(const Token& token) noexcept {
    switch (token.kind) {
        case TokenKind::identifier:
            return is_keyword(token.text());
        case TokenKind::quoted_identifier:
        case TokenKind::number:
        case TokenKind::parameter:
        case TokenKind::string:
            return false;
        default:
            return true;
    }
}

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

bool before(std::string_view one, std::string_view other) noexcept {
    return one.data() < other.data();
}

}  // namespace

std::vector<Reading> possible_readings(std::string_view text, Reading reading) {
    if (!reading.assumed) return {reading};
    const bool backslash = text.find('\\') != std::string_view::npos;
    const bool ascii = is_ascii(text);
    std::vector<Reading> possible;
    for (const Reading& each : readings)
        if ((backslash || !each.backslash_escapes) &&
            (!ascii || each.trail_bytes == TrailBytes::high))
            possible.push_back(each);
    return possible;
}

std::vector<std::string_view> constants_of_any_reading(std::string_view text) {
    std::vector<std::string_view> found;
    const bool ascii = is_ascii(text);
    for (const Reading& reading : readings) {
        if (ascii && reading.trail_bytes != TrailBytes::high) break;
        Lexer lexer(text, reading);
        for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
            if (token.kind == TokenKind::string) found.push_back(token.text());
    }
    std::sort(found.begin(), found.end(), before);
    std::vector<std::string_view> apart;
    for (const auto constant : found) {
        if (apart.empty() || constant.data() > apart.back().data() + apart.back().size()) {
            apart.push_back(constant);
            continue;
        }
        auto& last = apart.back();
        const char* const end =
            std::max(last.data() + last.size(), constant.data() + constant.size());
        last = {last.data(), static_cast<std::size_t>(end - last.data())};
    }
    return apart;
}

void DoubtfulText::find(std::string_view text, Reading reading) {
    start_pieces({});
    differ_ = reading.assumed &&
              (text.find(escaped_quote) != std::string_view::npos || has_encoded_tag(text));
    if (!differ_) return;
    for (const auto constant : constants_of_any_reading(text))
        note_constant(constant.data(), constant.data() + constant.size(), text, 0);
}

void DoubtfulText::start_pieces(Reading reading) {
    assumed_ = reading.assumed;
    ascii_ = true;
    differ_ = false;
    last_byte_ = '\0';
    seen_ = 0;
    others_.clear();
    constants_.clear();
    passed_ = 0;
    if (assumed_)
        others_.push_back({Lexer::of_pieces({.backslash_escapes = !reading.backslash_escapes}), 0});
}

std::size_t DoubtfulText::look_at(std::string_view text, std::uint64_t offset,
                                  const Lexer& standard, bool last) {
    if (!assumed_) return text.size();
    const auto piece = text.substr(static_cast<std::size_t>(seen_ - offset));
    seen_ = offset + text.size();
    look_for_differences(piece);
    if (ascii_ && !is_ascii(piece)) {
        ascii_ = false;
        const Other opposite = others_.front();
        others_.push_back({standard.with(TrailBytes::high), offset});
        for (const auto trail_bytes :
             {TrailBytes::one, TrailBytes::one_or_katakana, TrailBytes::one_or_three}) {
            others_.push_back({standard.with(trail_bytes), offset});
            others_.push_back({opposite.lexer.with(trail_bytes), opposite.offset});
        }
    }
    differ_ = differ_ || (!ascii_ && has_encoded_tag(text));
    std::uint64_t certain = seen_;
    for (auto& other : others_) {
        read(other, text, offset, last);
        certain = std::min(certain, other.offset);
    }
    if (differ_) put_constants_in_order();
    return static_cast<std::size_t>(certain - offset);
}

void DoubtfulText::look_for_differences(std::string_view piece) {
    if (differ_ || piece.empty()) return;
    differ_ = (last_byte_ == '\\' && piece.front() == '\'') ||
              piece.find(escaped_quote) != std::string_view::npos;
    last_byte_ = piece.back();
}

void DoubtfulText::read(Other& other, std::string_view text, std::uint64_t offset, bool last) {
    auto& lexer = other.lexer;
    const auto rest = text.substr(static_cast<std::size_t>(other.offset - offset));
    lexer.go_on_in(rest, last);
    if (lexer.inside_constant()) {
        lexer.pass_constant();
        note_constant(rest.data(), lexer.not_consumed().data(), text, offset);
    }
    std::array<Token, 256> tokens;
    for (std::size_t count = tokens.size(); count == tokens.size();) {
        count = lexer.read(tokens);
        for (const Token& token : std::span(tokens).first(count))
            if (token.kind == TokenKind::string)
                note_constant(token.start, token.start + token.length, text, offset);
    }
    // A token that may go on is not consumed, blanks before it are.
    static_cast<void>(lexer.next());
    other.offset = offset + static_cast<std::uint64_t>(lexer.not_consumed().data() - text.data());
}

/// Where the readings do not differ yet, constants are those of the standard reading.
void DoubtfulText::note_constant(const char* begin, const char* end, std::string_view text,
                                 std::uint64_t offset) {
    if (!differ_ || begin == end) return;
    constants_.push_back({offset + static_cast<std::uint64_t>(begin - text.data()),
                          offset + static_cast<std::uint64_t>(end - text.data())});
}

void DoubtfulText::put_constants_in_order() {
    constants_.erase(constants_.begin(), constants_.begin() + static_cast<std::ptrdiff_t>(passed_));
    passed_ = 0;
    std::sort(constants_.begin(), constants_.end(),
              [](const Constant& a, const Constant& b) { return a.begin < b.begin; });
    std::size_t apart = 0;
    for (const Constant& constant : constants_) {
        if (apart > 0 && constant.begin <= constants_[apart - 1].end)
            constants_[apart - 1].end = std::max(constants_[apart - 1].end, constant.end);
        else
            constants_[apart++] = constant;
    }
    constants_.resize(apart);
}

void DoubtfulText::hide(std::span<Token> tokens, const char* start, std::uint64_t offset) noexcept {
    for (Token& token : tokens) {
        if (says_nothing(token)) continue;
        const auto begin = offset + static_cast<std::uint64_t>(token.start - start);
        while (passed_ < constants_.size() && constants_[passed_].end <= begin)
            ++passed_;
        if (passed_ < constants_.size() && constants_[passed_].begin < begin + token.length)
            token.kind = TokenKind::string;
    }
}

}  // namespace pgoscope::sql
