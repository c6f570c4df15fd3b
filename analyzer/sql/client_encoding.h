#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// How client encodings divide text into characters, in which servers count positions
/// (PostgreSQL's src/common/wchar.c).
enum class ClientEncoding : std::uint8_t {
    one_byte,   ///< LATIN1, WIN1252, SQL_ASCII ...
    two_bytes,  ///< one below 0x80, else two: BIG5, GBK, UHC, JOHAB, EUC_CN, EUC_KR
    utf8,
    euc_jp,
    euc_tw,
    sjis,
    gb18030,
};

/// Of a name as ParameterStatus gives it; `one_byte` for one that is not known.
[[nodiscard]] ClientEncoding client_encoding(std::string_view name) noexcept;

/// Where the `position`th character begins, from 1; the length of `text` when it has fewer. Any
/// bytes will do.
[[nodiscard]] std::size_t offset_of_character(ClientEncoding encoding, std::string_view text,
                                              std::uint64_t position) noexcept;

}  // namespace pgoscope::sql
