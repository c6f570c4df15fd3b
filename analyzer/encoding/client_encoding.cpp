#include "analyzer/encoding/client_encoding.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgoscope::encoding {
namespace {

/// PostgreSQL's src/common/encnames.c. iconv's tables are those that PostgreSQL's maps were made
/// from, or hold them.
constexpr std::array encodings{
    ClientEncoding{"SQL_ASCII", "", Characters::one_byte},
    ClientEncoding{"UTF8", "", Characters::utf8},
    ClientEncoding{"BIG5", "CP950", Characters::two_bytes_of_any_value},
    ClientEncoding{"EUC_CN", "EUC-CN", Characters::two_bytes},
    ClientEncoding{"EUC_JIS_2004", "EUC-JISX0213", Characters::euc_jp},
    ClientEncoding{"EUC_JP", "EUC-JP-MS", Characters::euc_jp},
    ClientEncoding{"EUC_KR", "EUC-KR", Characters::two_bytes},
    ClientEncoding{"EUC_TW", "EUC-TW", Characters::euc_tw},
    ClientEncoding{"GB18030", "GB18030", Characters::gb18030},
    ClientEncoding{"GBK", "CP936", Characters::two_bytes_of_any_value},
    ClientEncoding{"ISO_8859_5", "ISO-8859-5", Characters::one_byte},
    ClientEncoding{"ISO_8859_6", "ISO-8859-6", Characters::one_byte},
    ClientEncoding{"ISO_8859_7", "ISO-8859-7", Characters::one_byte},
    ClientEncoding{"ISO_8859_8", "ISO-8859-8", Characters::one_byte},
    ClientEncoding{"JOHAB", "JOHAB", Characters::two_bytes_of_any_value},
    ClientEncoding{"KOI8R", "KOI8-R", Characters::one_byte},
    ClientEncoding{"KOI8U", "KOI8-U", Characters::one_byte},
    ClientEncoding{"LATIN1", "ISO-8859-1", Characters::one_byte},
    ClientEncoding{"LATIN2", "ISO-8859-2", Characters::one_byte},
    ClientEncoding{"LATIN3", "ISO-8859-3", Characters::one_byte},
    ClientEncoding{"LATIN4", "ISO-8859-4", Characters::one_byte},
    ClientEncoding{"LATIN5", "ISO-8859-9", Characters::one_byte},
    ClientEncoding{"LATIN6", "ISO-8859-10", Characters::one_byte},
    ClientEncoding{"LATIN7", "ISO-8859-13", Characters::one_byte},
    ClientEncoding{"LATIN8", "ISO-8859-14", Characters::one_byte},
    ClientEncoding{"LATIN9", "ISO-8859-15", Characters::one_byte},
    ClientEncoding{"LATIN10", "ISO-8859-16", Characters::one_byte},
    // Emacs' own; iconv does not know it.
    ClientEncoding{"MULE_INTERNAL", "", Characters::one_byte},
    ClientEncoding{"SHIFT_JIS_2004", "SHIFT_JISX0213", Characters::sjis},
    ClientEncoding{"SJIS", "CP932", Characters::sjis},
    ClientEncoding{"UHC", "UHC", Characters::two_bytes_of_any_value},
    ClientEncoding{"WIN866", "CP866", Characters::one_byte},
    ClientEncoding{"WIN874", "CP874", Characters::one_byte},
    ClientEncoding{"WIN1250", "CP1250", Characters::one_byte},
    ClientEncoding{"WIN1251", "CP1251", Characters::one_byte},
    ClientEncoding{"WIN1252", "CP1252", Characters::one_byte},
    ClientEncoding{"WIN1253", "CP1253", Characters::one_byte},
    ClientEncoding{"WIN1254", "CP1254", Characters::one_byte},
    ClientEncoding{"WIN1255", "CP1255", Characters::one_byte},
    ClientEncoding{"WIN1256", "CP1256", Characters::one_byte},
    ClientEncoding{"WIN1257", "CP1257", Characters::one_byte},
    ClientEncoding{"WIN1258", "CP1258", Characters::one_byte},
};

/// Other names that the server takes, as `same_name` compares them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> other_names{{
    {"unicode", "UTF8"},        {"abc", "WIN1258"},         {"alt", "WIN866"},
    {"iso88591", "LATIN1"},     {"iso885910", "LATIN6"},    {"iso885913", "LATIN7"},
    {"iso885914", "LATIN8"},    {"iso885915", "LATIN9"},    {"iso885916", "LATIN10"},
    {"iso88592", "LATIN2"},     {"iso88593", "LATIN3"},     {"iso88594", "LATIN4"},
    {"iso88599", "LATIN5"},     {"koi8", "KOI8R"},          {"mskanji", "SJIS"},
    {"shiftjis", "SJIS"},       {"tcvn", "WIN1258"},        {"tcvn5712", "WIN1258"},
    {"vscii", "WIN1258"},       {"win", "WIN1251"},         {"win932", "SJIS"},
    {"win936", "GBK"},          {"win949", "UHC"},          {"win950", "BIG5"},
    {"windows1250", "WIN1250"}, {"windows1251", "WIN1251"}, {"windows1252", "WIN1252"},
    {"windows1253", "WIN1253"}, {"windows1254", "WIN1254"}, {"windows1255", "WIN1255"},
    {"windows1256", "WIN1256"}, {"windows1257", "WIN1257"}, {"windows1258", "WIN1258"},
    {"windows866", "WIN866"},   {"windows874", "WIN874"},   {"windows932", "SJIS"},
    {"windows936", "GBK"},      {"windows949", "UHC"},
}};

constexpr bool is_significant(char byte) noexcept {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

constexpr char lower(char byte) noexcept {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

constexpr bool same_name(std::string_view one, std::string_view other) noexcept {
    for (;;) {
        while (!one.empty() && !is_significant(one.front()))
            one.remove_prefix(1);
        while (!other.empty() && !is_significant(other.front()))
            other.remove_prefix(1);
        if (one.empty() || other.empty()) return one.empty() && other.empty();
        if (lower(one.front()) != lower(other.front())) return false;
        one.remove_prefix(1);
        other.remove_prefix(1);
    }
}

std::size_t utf8_bytes(std::uint8_t first) noexcept {
    if (first < 0xE0) return 2;
    return first < 0xF0 ? 3 : 4;
}

}  // namespace

std::size_t encoding_count() noexcept {
    return encodings.size();
}

const ClientEncoding& encoding_at(std::size_t index) noexcept {
    return encodings[index];
}

const ClientEncoding* find_encoding(std::string_view name) noexcept {
    const auto find = [](std::string_view wanted) {
        const auto* const found = std::ranges::find_if(
            encodings, [&](const auto& entry) { return same_name(entry.name, wanted); });
        return found == encodings.end() ? nullptr : found;
    };
    if (const auto* const found = find(name)) return found;
    const auto* const other = std::ranges::find_if(
        other_names, [&](const auto& entry) { return same_name(entry.first, name); });
    return other == other_names.end() ? nullptr : find(other->second);
}

sql::TrailBytes trail_bytes(Characters characters) noexcept {
    switch (characters) {
        case Characters::two_bytes_of_any_value:
            return sql::TrailBytes::one;
        case Characters::sjis:
            return sql::TrailBytes::one_or_katakana;
        case Characters::gb18030:
            return sql::TrailBytes::one_or_three;
        default:
            return sql::TrailBytes::high;
    }
}

std::size_t character_bytes(Characters characters, std::string_view text) noexcept {
    constexpr std::uint8_t single_shift_2 = 0x8E;
    constexpr std::uint8_t single_shift_3 = 0x8F;
    const auto first = static_cast<std::uint8_t>(text[0]);
    if (first < 0x80) return 1;
    switch (characters) {
        case Characters::one_byte:
            return 1;
        case Characters::two_bytes:
        case Characters::two_bytes_of_any_value:
            return 2;
        case Characters::utf8:
            return utf8_bytes(first);
        case Characters::euc_jp:
            return first == single_shift_3 ? 3 : 2;
        case Characters::euc_tw:
            if (first == single_shift_2) return 4;
            return first == single_shift_3 ? 3 : 2;
        case Characters::sjis:
            return first >= 0xA1 && first <= 0xDF ? 1 : 2;
        case Characters::gb18030:
            return text.size() > 1 && text[1] >= '0' && text[1] <= '9' ? 4 : 2;
    }
    return 1;
}

std::size_t offset_of_character(Characters characters, std::string_view text,
                                std::uint64_t position) noexcept {
    std::size_t offset = 0;
    for (; position > 1 && offset < text.size(); --position)
        offset += character_bytes(characters, text.substr(offset));
    return std::min(offset, text.size());
}

}  // namespace pgoscope::encoding
