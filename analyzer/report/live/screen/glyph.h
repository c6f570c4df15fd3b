#pragma once

#include <cstdint>

namespace pgoscope::report {

/// What a code point becomes on a screen of cells.
struct Glyph {
    char32_t code_point = U' ';
    std::uint8_t columns = 1;  ///< cells it takes: 1 or 2
};

/// The code point itself where every terminal agrees on the cells it takes and it acts on nothing
/// but those; U+FFFD for everything else: controls, marks that combine with what stands before
/// them, what is invisible or steers the order of others, what is not assigned. Layout thus never
/// depends on a locale, and nothing from the traffic can move a cell.
[[nodiscard]] Glyph glyph_of(char32_t code_point) noexcept;

}  // namespace pgoscope::report
