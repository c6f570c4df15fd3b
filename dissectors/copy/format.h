#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/bytes.h"

/// Formats of what CopyData carries during COPY (protocol.md, sections E and G.3).
namespace pgoscope::dissectors::copy {

inline constexpr std::string_view binary_signature{"PGCOPY\n\377\r\n\0", 11};
inline constexpr std::string_view hyper_signature{"HPRCPY\0\0\0\0\0\0\0\0\0\0\0\0\0", 19};

/// Formats that show themselves by their first bytes. Text, CSV and JSON do not: the statement
/// tells them.
enum class Format : std::uint8_t { text, binary, hyper_binary, arrow_stream };
[[nodiscard]] constexpr std::string_view to_string(Format format) noexcept {
    switch (format) {
        case Format::text:
            break;
        case Format::binary:
            return "binary";
        case Format::hyper_binary:
            return "HyperBinary";
        case Format::arrow_stream:
            return "ArrowStream";
    }
    return "text";
}

/// Judged by the first CopyData of a COPY.
[[nodiscard]] inline Format format_of_data(Bytes first_data) noexcept {
    const auto text = as_text(first_data);
    if (text.starts_with(binary_signature)) return Format::binary;
    if (text.starts_with(hyper_signature.substr(0, 6))) return Format::hyper_binary;
    // Apache Arrow IPC: a continuation mark, then the length of the schema, which is small; neither
    // is text in any encoding that PostgreSQL has.
    constexpr std::string_view continuation{"\377\377\377\377"};
    if (text.size() >= 8 && text.starts_with(continuation) && text[7] == '\0')
        return Format::arrow_stream;
    return Format::text;
}

}  // namespace pgoscope::dissectors::copy
