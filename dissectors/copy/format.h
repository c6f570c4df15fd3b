#pragma once

#include <cstddef>
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

/// Apache Arrow IPC: a continuation mark, then the length of the schema, which is small; neither is
/// text in any encoding that PostgreSQL has.
inline constexpr std::string_view arrow_continuation{"\377\377\377\377"};
inline constexpr std::size_t arrow_head_bytes = 8;
/// With a byte that no text has: a row may begin with the letters.
inline constexpr std::string_view hyper_name = hyper_signature.substr(0, 7);
/// With so many bytes at the beginning of the data its format is sure.
inline constexpr std::size_t format_bytes = binary_signature.size();

/// Judged by the first bytes of what is copied.
[[nodiscard]] inline Format format_of_data(Bytes first_data) noexcept {
    const auto text = as_text(first_data);
    if (text.starts_with(binary_signature)) return Format::binary;
    if (text.starts_with(hyper_name)) return Format::hyper_binary;
    if (text.size() >= arrow_head_bytes && text.starts_with(arrow_continuation) &&
        text[arrow_head_bytes - 1] == '\0')
        return Format::arrow_stream;
    return Format::text;
}

/// Whether more bytes behind these may tell another format: a CopyData may end anywhere.
[[nodiscard]] inline bool is_format_open(Bytes first_data) noexcept {
    const auto text = as_text(first_data);
    const auto begins = [&](std::string_view mark) {
        return text.size() < mark.size() && mark.starts_with(text);
    };
    const bool arrow = text.size() < arrow_head_bytes &&
                       arrow_continuation.starts_with(text.substr(0, arrow_continuation.size()));
    return begins(binary_signature) || begins(hyper_name) || arrow;
}

}  // namespace pgoscope::dissectors::copy
