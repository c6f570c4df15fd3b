#include "analyzer/sql/secrets/key_format.h"

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

bool is_alphanumeric(char byte) noexcept {
    return is(byte, word_byte) && byte != '_' && byte != '$' &&
           static_cast<unsigned char>(byte) < 0x80;
}

bool may_stand_in_key(char byte, KeyBytes bytes) noexcept {
    constexpr std::string_view others = ".~+/=$:";
    switch (bytes) {
        case KeyBytes::upper_alphanumeric:
            return (byte >= 'A' && byte <= 'Z') || is(byte, digit_byte);
        case KeyBytes::hexadecimal:
            return is(byte, digit_byte) || (fold(byte) >= 'a' && fold(byte) <= 'f');
        case KeyBytes::word:
            break;
        case KeyBytes::token:
            if (others.find(byte) != std::string_view::npos) return true;
            break;
    }
    return is_alphanumeric(byte) || byte == '_' || byte == '-';
}

/// Bytes of the key that begins at `begin`, whose prefix is there.
std::size_t length_of(std::string_view text, std::size_t begin, const KeyFormat& format) noexcept {
    const auto rest = text.substr(begin);
    auto end = format.prefix.size();
    while (end < rest.size() && may_stand_in_key(rest[end], format.bytes))
        ++end;
    const auto behind = end - format.prefix.size();
    // A text that was cut may end in the middle of a key.
    constexpr std::size_t fewest_of_cut = 8;
    const bool cut = end == rest.size() && behind >= fewest_of_cut;
    return behind >= format.fewest || cut ? end : 0;
}

}  // namespace

KeyPlace key_at_pair(std::string_view text, std::size_t position) noexcept {
    for (const auto& format : key_formats) {
        if (format.prefix[format.pair] != text[position] || position < format.pair) continue;
        const auto begin = position - format.pair;
        if (!text.substr(begin).starts_with(format.prefix)) continue;
        const bool in_word =
            begin > 0 && (is_alphanumeric(text[begin - 1]) || text[begin - 1] == '_');
        if (in_word && format.prefix.front() != '$') continue;
        if (const auto length = length_of(text, begin, format); length > 0) return {begin, length};
    }
    return {};
}

}  // namespace pgoscope::sql
