#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pgoscope::sql {

/// What was written last into a normalized statement, as far as it matters for what may follow.
enum class Glyph : std::uint8_t {
    start,
    name,     ///< A word that ends an operand: a column, a function, a type.
    leader,   ///< A keyword before an operand: `where`, `in`.
    literal,  ///< `$n`
    number,   ///< A number that is no constant: numeric(10, 2), order by 1.
    op,
    sign,  ///< `+` or `-` in front of its operand.
    dot,
    comma,  ///< Also a semicolon inside of a body.
    open_paren,
    open_bracket,
    close,
    cast,
    colon,
    ellipsis,
    other,
};

inline constexpr std::size_t glyph_count = 16;

namespace detail {

/// The canonical spacing. Besides looks it must keep tokens apart: what is written together has
/// to be read again as the same tokens, so that normalizing twice changes nothing.
constexpr bool stands_apart(Glyph before, Glyph after) {
    const bool opened = before == Glyph::open_paren || before == Glyph::open_bracket;
    const bool ended = before == Glyph::name || before == Glyph::literal ||
                       before == Glyph::number || before == Glyph::close;
    if (before == Glyph::start) return false;
    if (after == Glyph::ellipsis) return true;  // the mark of a cut, behind whatever it is
    if (opened) return false;
    switch (after) {
        case Glyph::comma:
        case Glyph::close:
            return false;
        case Glyph::cast:
            return before == Glyph::colon;
        case Glyph::dot:
            return before == Glyph::dot || before == Glyph::ellipsis || before == Glyph::number;
        case Glyph::colon:
            return !ended;
        case Glyph::open_bracket:
            if (ended) return false;
            break;
        case Glyph::open_paren:
            if (before == Glyph::name) return false;
            break;
        default:
            break;
    }
    switch (before) {
        case Glyph::cast:
            return false;
        case Glyph::dot:
            return after == Glyph::number;
        case Glyph::sign:
            return after == Glyph::op || after == Glyph::sign || after == Glyph::other;
        case Glyph::colon:
            return after != Glyph::name && after != Glyph::leader && after != Glyph::literal &&
                   after != Glyph::open_paren;
        default:
            return true;
    }
}

constexpr auto build_spacing() {
    std::array<std::array<bool, glyph_count>, glyph_count> table{};
    for (std::size_t before = 0; before < glyph_count; ++before) {
        for (std::size_t after = 0; after < glyph_count; ++after) {
            table[before][after] =
                stands_apart(static_cast<Glyph>(before), static_cast<Glyph>(after));
        }
    }
    return table;
}

inline constexpr auto spacing = build_spacing();

}  // namespace detail

/// Whether a space is written between the two. As `after`, a name and a leader are the same.
[[nodiscard]] constexpr bool apart(Glyph before, Glyph after) noexcept {
    return detail::spacing[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
}

}  // namespace pgoscope::sql
