#include "analyzer/report/live/screen/glyph.h"

#include <algorithm>
#include <array>

namespace pgoscope::report {
namespace {

struct Range {
    char32_t first;
    char32_t last;
    std::uint8_t columns;
};

// In ascending order. From DerivedGeneralCategory and EastAsianWidth of Unicode 15: blocks of
// letters, digits, punctuation and symbols that neither combine nor are drawn in varying width.
constexpr std::array ranges{
    Range{0x0020, 0x007e, 1},    // ASCII
    Range{0x00a0, 0x00ac, 1},    // Latin-1, around the soft hyphen
    Range{0x00ae, 0x02ff, 1},    // Latin, phonetic
    Range{0x0370, 0x0377, 1},    // Greek
    Range{0x037a, 0x037f, 1},    //
    Range{0x0384, 0x038a, 1},    //
    Range{0x038c, 0x038c, 1},    //
    Range{0x038e, 0x03a1, 1},    //
    Range{0x03a3, 0x0482, 1},    // Greek, Coptic, Cyrillic
    Range{0x048a, 0x052f, 1},    // Cyrillic
    Range{0x0531, 0x0556, 1},    // Armenian
    Range{0x0559, 0x058a, 1},    //
    Range{0x05d0, 0x05ea, 1},    // Hebrew letters
    Range{0x0620, 0x064a, 1},    // Arabic letters
    Range{0x0660, 0x066f, 1},    //
    Range{0x10a0, 0x10c5, 1},    // Georgian
    Range{0x10d0, 0x10ff, 1},    //
    Range{0x1100, 0x115f, 2},    // Hangul, leading consonants
    Range{0x1e00, 0x1f15, 1},    // Latin with marks, Greek with marks
    Range{0x2010, 0x2027, 1},    // dashes, quotes, bullets
    Range{0x2030, 0x205e, 1},    //
    Range{0x20a0, 0x20c0, 1},    // currencies
    Range{0x2100, 0x218b, 1},    // letterlike, number forms
    Range{0x2190, 0x2319, 1},    // arrows, mathematics
    Range{0x2500, 0x25fc, 1},    // boxes, blocks, shapes
    Range{0x2e80, 0x2e99, 2},    // CJK radicals
    Range{0x3001, 0x3029, 2},    // CJK punctuation
    Range{0x3041, 0x3096, 2},    // Hiragana
    Range{0x309b, 0x30ff, 2},    // Katakana
    Range{0x3105, 0x312f, 2},    // Bopomofo
    Range{0x3131, 0x3163, 2},    // Hangul
    Range{0x3400, 0x4dbf, 2},    // CJK, extension A
    Range{0x4e00, 0x9fff, 2},    // CJK
    Range{0xac00, 0xd7a3, 2},    // Hangul syllables
    Range{0xf900, 0xfa6d, 2},    // CJK compatibility
    Range{0xff01, 0xff60, 2},    // full-width forms
    Range{0xff61, 0xff9d, 1},    // half-width Katakana
    Range{0xfffd, 0xfffd, 1},    // what stands for the others
    Range{0x20000, 0x2a6df, 2},  // CJK, extension B
};

}  // namespace

Glyph glyph_of(char32_t code_point) noexcept {
    const auto* found =
        std::lower_bound(ranges.begin(), ranges.end(), code_point,
                         [](const Range& range, char32_t c) { return range.last < c; });
    if (found == ranges.end() || code_point < found->first) return {U'\ufffd', 1};
    return {code_point, found->columns};
}

}  // namespace pgoscope::report
