#include "analyzer/sql/secrets/key_format.h"

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/secret_names.h"

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

}  // namespace

std::size_t key_length(std::string_view text, std::size_t position) noexcept {
    const auto rest = text.substr(position);
    for (const auto& format : key_formats) {
        if (!rest.starts_with(format.prefix)) continue;
        const char first = format.prefix.front();
        if (position > 0 && first != '$' &&
            (is_alphanumeric(text[position - 1]) || text[position - 1] == '_'))
            continue;
        std::size_t end = format.prefix.size();
        while (end < rest.size() && may_stand_in_key(rest[end], format.bytes))
            ++end;
        const auto behind = end - format.prefix.size();
        // A text that was cut may end in the middle of a key.
        const bool cut = end == rest.size() && behind >= 8;
        if (behind >= format.fewest || cut) return end;
    }
    return 0;
}

}  // namespace pgoscope::sql
