#include "analyzer/sql/doubtful_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/keyword.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::sql {
namespace {

/// Readings differ in what a backslash before a quote is.
constexpr std::string_view escaped_quote = "\\'";

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

bool before(std::string_view one, std::string_view other) noexcept {
    return one.data() < other.data();
}

}  // namespace

std::vector<Reading> possible_readings(std::string_view text, Reading reading) {
    if (!reading.assumed) return {reading};
    const bool backslash = text.find('\\') != std::string_view::npos;
    const bool ascii = std::all_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) < 0x80;
    });
    std::vector<Reading> possible;
    for (const Reading& each : readings)
        if ((backslash || !each.backslash_escapes) &&
            (!ascii || each.trail_bytes == TrailBytes::high))
            possible.push_back(each);
    return possible;
}

std::vector<std::string_view> constants_of_any_reading(std::string_view text) {
    std::vector<std::string_view> found;
    const bool ascii = std::all_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) < 0x80;
    });
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
    assumed_ = reading.assumed;
    all_ = false;
    last_byte_ = '\0';
    constants_.clear();
    passed_ = 0;
    if (assumed_ && text.find(escaped_quote) != std::string_view::npos)
        constants_ = constants_of_any_reading(text);
}

void DoubtfulText::look_at_piece(std::string_view piece) {
    if (!assumed_ || all_ || piece.empty()) return;
    all_ = (last_byte_ == '\\' && piece.front() == '\'') ||
           piece.find(escaped_quote) != std::string_view::npos;
    last_byte_ = piece.back();
}

void DoubtfulText::hide(std::span<Token> tokens) noexcept {
    for (Token& token : tokens) {
        if (says_nothing(token)) continue;
        if (all_) {
            token.kind = TokenKind::string;
            continue;
        }
        const auto text = token.text();
        const auto ends_before = [&](std::string_view constant) {
            return constant.data() + constant.size() <= text.data();
        };
        while (passed_ < constants_.size() && ends_before(constants_[passed_]))
            ++passed_;
        if (passed_ < constants_.size() && constants_[passed_].data() < text.data() + text.size())
            token.kind = TokenKind::string;
    }
}

}  // namespace pgoscope::sql
