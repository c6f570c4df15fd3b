#include "analyzer/report/live/screen/canvas.h"

#include <algorithm>

#include "analyzer/report/live/screen/glyph.h"
#include "analyzer/report/text/utf8.h"

namespace pgoscope::report {
namespace {

constexpr char32_t right_half = 0;
constexpr char32_t ellipsis = U'\u2026';

/// Takes the first character off.
Glyph next_glyph(std::string_view& text) noexcept {
    const auto unit = first_unit(text);
    text.remove_prefix(unit.length);
    return glyph_of(unit.valid ? unit.code_point : U'\ufffd');
}

}  // namespace

std::size_t columns_of(std::string_view text) noexcept {
    std::size_t columns = 0;
    while (!text.empty())
        columns += next_glyph(text).columns;
    return columns;
}

std::size_t Canvas::put(std::size_t row, std::size_t column, std::string_view text, Paint paint,
                        std::size_t width) {
    if (row >= rows() || column >= columns_) return column;
    const auto end = column + std::min(width, columns_ - column);
    auto* line = cells_.data() + row * columns_;
    if (column == end) return column;
    const auto begin = column;
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        if (column + glyph.columns > end) {
            // What was cut shows. Where no cell is left for that, the last glyph gives up its own.
            if (column == end) --column;
            if (line[column].glyph == right_half && column > begin) line[column--].glyph = U' ';
            line[column] = {ellipsis, paint, line[column].bar};
            return end;
        }
        line[column] = {glyph.code_point, paint, line[column].bar};
        for (std::size_t i = 1; i < glyph.columns; ++i)
            line[column + i] = {right_half, paint, line[column + i].bar};
        column += glyph.columns;
    }
    return column;
}

void Canvas::put_right(std::size_t row, std::size_t end, std::string_view text, Paint paint) {
    const auto width = std::min(columns_of(text), end);
    put(row, end - width, text, paint, width);
}

void Canvas::bar(std::size_t row) {
    if (row >= rows()) return;
    for (std::size_t column = 0; column < columns_; ++column)
        cells_[row * columns_ + column].bar = true;
}

std::string Canvas::line(std::size_t row) const {
    std::string text;
    for (std::size_t column = 0; column < columns_; ++column)
        if (const auto glyph = at(row, column).glyph; glyph != right_half) append_utf8(text, glyph);
    text.resize(text.find_last_not_of(' ') + 1);
    return text;
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto byte = [&out](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    const auto continuation = [&](unsigned shift) {
        byte(0x80U | ((code_point >> shift) & 0x3fU));
    };
    if (code_point < 0x80) return byte(code_point);
    if (code_point < 0x800) {
        byte(0xc0U | (code_point >> 6U));
        return continuation(0);
    }
    if (code_point < 0x10000) {
        byte(0xe0U | (code_point >> 12U));
        continuation(6);
        return continuation(0);
    }
    byte(0xf0U | (code_point >> 18U));
    continuation(12);
    continuation(6);
    continuation(0);
}

}  // namespace pgoscope::report
