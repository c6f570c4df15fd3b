#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/byte_reader.h"
#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {

/// In place of the length of a value that is NULL.
inline constexpr std::int32_t null_length = -1;

/// Whether a value inside another one holds one of these characters or white space, which is what
/// the server's array_isspace says it is, independent of any locale.
[[nodiscard]] constexpr bool holds_any(std::string_view text, std::string_view special) noexcept {
    return text.find_first_of(special) != std::string_view::npos ||
           text.find_first_of(" \t\n\r\v\f") != std::string_view::npos;
}

/// The next `length` bytes as a value of that type; what is malformed fails the reader.
void put_nested(std::uint32_t type_oid, std::uint64_t length, ByteReader& in, TextOutput& out);

/// The same for a column of a composite or a bound of a range: in double quotes when it is empty or
/// holds something `special`.
void put_member(std::uint32_t type_oid, std::uint64_t length, ByteReader& in, TextOutput& out,
                std::string_view special);

}  // namespace pgoscope::dissectors
