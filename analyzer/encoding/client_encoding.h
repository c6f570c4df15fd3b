#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/sql/reading.h"

namespace pgoscope::encoding {

/// How an encoding divides text into characters, in which servers count positions (PostgreSQL's
/// src/common/wchar.c).
enum class Characters : std::uint8_t {
    one_byte,                ///< LATIN1, WIN1252, SQL_ASCII ...
    two_bytes,               ///< one below 0x80, else two: EUC_CN, EUC_KR
    two_bytes_of_any_value,  ///< likewise, the second also below 0x80: BIG5, GBK, UHC, JOHAB
    utf8,
    euc_jp,
    euc_tw,
    sjis,
    gb18030,
};

/// The encoding in which the client of a session sends and receives text.
struct ClientEncoding {
    std::string_view name;     ///< PostgreSQL's, as ParameterStatus gives it
    std::string_view charset;  ///< iconv's; empty where text is left as it is: UTF8, SQL_ASCII
    Characters characters = Characters::one_byte;
};

/// By any name that the server takes: case and what is neither letter nor digit do not matter, and
/// old names are known (`UNICODE`, `KOI8`, `ISO-8859-1`). Null for one that is not known.
[[nodiscard]] const ClientEncoding* find_encoding(std::string_view name) noexcept;

/// All that are known, for as long as the program runs.
[[nodiscard]] std::size_t encoding_count() noexcept;
[[nodiscard]] const ClientEncoding& encoding_at(std::size_t index) noexcept;

/// How a reader of SQL passes over characters of text that was not converted.
[[nodiscard]] sql::TrailBytes trail_bytes(Characters characters) noexcept;

/// Bytes of the character that `text` begins with, which must not be empty; more than `text` has
/// where it ends inside of the character.
[[nodiscard]] std::size_t character_bytes(Characters characters, std::string_view text) noexcept;

/// Where the `position`th character begins, from 1; the length of `text` when it has fewer. Any
/// bytes will do.
[[nodiscard]] std::size_t offset_of_character(Characters characters, std::string_view text,
                                              std::uint64_t position) noexcept;

}  // namespace pgoscope::encoding
