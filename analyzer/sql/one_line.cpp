#include "analyzer/sql/one_line.h"

namespace pgoscope::sql {
namespace {

bool is_blank(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value <= ' ' || value == 0x7F;
}

bool continues_sequence(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Bytes of the character that `text` begins with; 1 for what is not UTF-8.
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (length > text.size()) return 1;
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues_sequence(text[i])) return 1;
    }
    return length;
}

}  // namespace

std::string one_line(std::string_view sql, std::size_t max) {
    std::string line;
    std::size_t characters = 0;
    std::size_t last_character = 0;  // where the character begins that an ellipsis would replace
    bool blank = false;

    for (std::size_t i = 0; i < sql.size();) {
        if (is_blank(sql[i])) {
            blank = true;
            ++i;
            continue;
        }
        const std::size_t length = character_length(sql.substr(i));
        const bool spaced = blank && !line.empty();
        blank = false;
        if (characters + (spaced ? 2 : 1) > max) {
            if (characters == max) line.resize(last_character);
            if (max > 0) line += "\u2026";
            return line;
        }
        if (spaced) {
            line += ' ';
            ++characters;
        }
        last_character = line.size();
        line += sql.substr(i, length);
        ++characters;
        i += length;
    }
    return line;
}

}  // namespace pgoscope::sql
