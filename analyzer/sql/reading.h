#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// How the characters of an encoding continue behind a first byte of 0x80 or more, as far as it
/// decides which bytes a reader of SQL looks at. Only the encodings that no server, but a client,
/// may use have characters that go on with bytes below 0x80 (PostgreSQL's src/common/wchar.c).
enum class TrailBytes : std::uint8_t {
    high,  ///< All bytes of such a character are 0x80 or more: UTF-8, EUC_*, LATIN*, WIN*.
    one,   ///< One byte of any value follows: BIG5, GBK, UHC, JOHAB.
    one_or_katakana,  ///< As `one`, but 0xA1 to 0xDF stand alone: SJIS, SHIFT_JIS_2004.
    one_or_three,     ///< One byte follows, or three where the first of them is a digit: GB18030.
};

/// How the server of a session reads SQL. It depends on the session's settings, not on the text.
struct Reading {
    /// `standard_conforming_strings` is off: a backslash escapes in '...', too, not only in E'...'.
    bool backslash_escapes = false;
    /// Of text that was not converted to UTF-8.
    TrailBytes trail_bytes = TrailBytes::high;
    /// The capture does not tell the settings: these are the usual ones, and what any others would
    /// make a constant is hidden where constants are.
    bool assumed = false;

    friend bool operator==(const Reading&, const Reading&) = default;
};

/// Bytes of the character at `position` of `text`, at least 1, at most what is left. `position`
/// must be inside of the text.
[[nodiscard]] constexpr std::size_t character_bytes(TrailBytes trail_bytes, std::string_view text,
                                                    std::size_t position) noexcept {
    const auto first = static_cast<std::uint8_t>(text[position]);
    const std::size_t left = text.size() - position;
    std::size_t bytes = 1;
    if (first >= 0x80 && trail_bytes != TrailBytes::high) {
        const bool katakana = first >= 0xA1 && first <= 0xDF;
        if (trail_bytes != TrailBytes::one_or_katakana || !katakana) bytes = 2;
        if (trail_bytes == TrailBytes::one_or_three && left > 1 && text[position + 1] >= '0' &&
            text[position + 1] <= '9')
            bytes = 4;
    }
    return bytes < left ? bytes : left;
}

}  // namespace pgoscope::sql
