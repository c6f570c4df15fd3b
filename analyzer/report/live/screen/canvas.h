#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// One place of a screen.
struct Cell {
    char32_t glyph = U' ';  ///< 0: the right half of the glyph to the left
    Paint paint = Paint::plain;
    bool bar = false;  ///< part of a bar: background and foreground change places

    friend bool operator==(const Cell&, const Cell&) = default;
};

/// A screen as a grid of cells, drawn by whoever owns a terminal. What is outside of it is not
/// drawn; whatever bytes the text has, each cell ends up with one harmless glyph (`glyph_of`).
class Canvas {
  public:
    Canvas(std::size_t rows, std::size_t columns) : columns_(columns), cells_(rows * columns) {}

    [[nodiscard]] std::size_t rows() const noexcept {
        return columns_ == 0 ? 0 : cells_.size() / columns_;
    }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    /// Both inside of the canvas.
    [[nodiscard]] const Cell& at(std::size_t row, std::size_t column) const {
        return cells_[row * columns_ + column];
    }

    /// Writes UTF-8 from a column on, in `width` columns at most; what is longer is cut and ends in
    /// an ellipsis. Answers the column behind it.
    std::size_t put(std::size_t row, std::size_t column, std::string_view text,
                    Paint paint = Paint::plain, std::size_t width = std::string::npos);
    /// The same with its last character in column `end` - 1.
    void put_right(std::size_t row, std::size_t end, std::string_view text,
                   Paint paint = Paint::plain);
    /// Makes a row a bar, over its whole width.
    void bar(std::size_t row);

    /// A row as UTF-8 without the blanks at its end.
    [[nodiscard]] std::string line(std::size_t row) const;

  private:
    std::size_t columns_;
    std::vector<Cell> cells_;
};

/// The UTF-8 form of a code point.
void append_utf8(std::string& out, char32_t code_point);

/// Cells that text takes on a canvas.
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;

}  // namespace pgoscope::report
