#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// A table for people: columns as wide as what is in them, numbers to the right. Cells hold text
/// that is escaped already. Numbers are never cut: on a terminal that is too narrow, columns that
/// may yield are left out, and the last column is cut when it is text.
class Table {
  public:
    enum class Align : std::uint8_t { left, right };
    struct Column {
        std::string_view heading;
        Align align = Align::right;
        /// 0: always there. Of the others, the highest is left out first.
        unsigned yields = 0;
    };
    struct Cell {
        std::string text;
        Paint paint = Paint::plain;

        Cell(std::string of, Paint painted = Paint::plain) : text(std::move(of)), paint(painted) {}
        Cell(std::string_view of, Paint painted = Paint::plain) : text(of), paint(painted) {}
        Cell(const char* of, Paint painted = Paint::plain) : text(of), paint(painted) {}
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// As many cells as there are columns.
    void add(std::vector<Cell> cells) { rows_.push_back({std::move(cells), {}}); }
    /// A line of its own below the last row, across all columns.
    void add_below(std::string text) { rows_.back().below = std::move(text); }

    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    void write(std::string& out, const Style& style) const;

  private:
    struct Row {
        std::vector<Cell> cells;
        std::string below;
    };
    /// A column of which there is room for.
    struct Shown {
        std::size_t column;
        std::size_t width;
    };
    [[nodiscard]] std::vector<Shown> fitting(const Style& style) const;
    [[nodiscard]] bool is_text_at_end(const Shown& shown) const noexcept;
    void write_cell(std::string& out, const Style& style, const Cell& cell, const Shown& shown,
                    std::size_t used) const;

    std::vector<Column> columns_;
    std::vector<Row> rows_;
};

}  // namespace pgoscope::report
