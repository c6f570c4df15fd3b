#pragma once

#include <string>
#include <string_view>

namespace pgoscope::report {

/// Newline, carriage return and tab by their letters (`\n`); any other byte as `hex_prefix` and its
/// two hexadecimal digits: `\x` for people, `\u00` in JSON, whose escapes name code points.
void append_byte_escape(std::string& out, char byte, std::string_view hex_prefix);

}  // namespace pgoscope::report
