#include "analyzer/sql/client_encoding.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgoscope::sql {
namespace {

using NamedEncoding = std::pair<std::string_view, ClientEncoding>;
constexpr std::array several_bytes{
    NamedEncoding{"UTF8", ClientEncoding::utf8},
    NamedEncoding{"BIG5", ClientEncoding::two_bytes},
    NamedEncoding{"GBK", ClientEncoding::two_bytes},
    NamedEncoding{"UHC", ClientEncoding::two_bytes},
    NamedEncoding{"JOHAB", ClientEncoding::two_bytes},
    NamedEncoding{"EUC_CN", ClientEncoding::two_bytes},
    NamedEncoding{"EUC_KR", ClientEncoding::two_bytes},
    NamedEncoding{"EUC_JP", ClientEncoding::euc_jp},
    NamedEncoding{"EUC_JIS_2004", ClientEncoding::euc_jp},
    NamedEncoding{"EUC_TW", ClientEncoding::euc_tw},
    NamedEncoding{"SJIS", ClientEncoding::sjis},
    NamedEncoding{"SHIFT_JIS_2004", ClientEncoding::sjis},
    NamedEncoding{"GB18030", ClientEncoding::gb18030},
    // Up to 8.0
    NamedEncoding{"UNICODE", ClientEncoding::utf8},
};

std::size_t utf8_bytes(std::uint8_t first) noexcept {
    if (first < 0xE0) return 2;
    return first < 0xF0 ? 3 : 4;
}

/// Of the character at `first`, which is not ASCII; `second` is the byte behind it, or 0.
std::size_t character_bytes(ClientEncoding encoding, std::uint8_t first,
                            std::uint8_t second) noexcept {
    constexpr std::uint8_t single_shift_2 = 0x8E;
    constexpr std::uint8_t single_shift_3 = 0x8F;
    switch (encoding) {
        case ClientEncoding::one_byte:
            return 1;
        case ClientEncoding::two_bytes:
            return 2;
        case ClientEncoding::utf8:
            return utf8_bytes(first);
        case ClientEncoding::euc_jp:
            return first == single_shift_3 ? 3 : 2;
        case ClientEncoding::euc_tw:
            if (first == single_shift_2) return 4;
            return first == single_shift_3 ? 3 : 2;
        case ClientEncoding::sjis:
            return first >= 0xA1 && first <= 0xDF ? 1 : 2;
        case ClientEncoding::gb18030:
            return second >= '0' && second <= '9' ? 4 : 2;
    }
    return 1;
}

}  // namespace

ClientEncoding client_encoding(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(several_bytes, name, &NamedEncoding::first);
    return found == several_bytes.end() ? ClientEncoding::one_byte : found->second;
}

std::size_t offset_of_character(ClientEncoding encoding, std::string_view text,
                                std::uint64_t position) noexcept {
    std::size_t offset = 0;
    for (; position > 1 && offset < text.size(); --position) {
        const auto first = static_cast<std::uint8_t>(text[offset]);
        const auto second =
            offset + 1 < text.size() ? static_cast<std::uint8_t>(text[offset + 1]) : std::uint8_t{};
        offset += first < 0x80 ? 1 : character_bytes(encoding, first, second);
    }
    return std::min(offset, text.size());
}

}  // namespace pgoscope::sql
