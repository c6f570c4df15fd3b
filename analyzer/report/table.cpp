#include "analyzer/report/table.h"

#include <algorithm>

namespace pgoscope::report {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t indent_below = 6;
constexpr std::size_t between = 2;

/// Columns left on the line; everything where nothing is cut.
std::size_t columns_left(const Style& style, std::size_t used) {
    if (style.width == 0) return std::string::npos;
    return style.width > used ? style.width - used : 1;
}

}  // namespace

std::vector<std::size_t> Table::widths() const {
    std::vector<std::size_t> widths;
    widths.reserve(columns_.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        auto width = display_width(columns_[column].heading);
        for (const auto& row : rows_)
            width = std::max(width, display_width(row.cells[column].text));
        widths.push_back(width);
    }
    return widths;
}

void Table::write_cell(std::string& out, const Style& style, const Cell& cell, std::size_t column,
                       std::size_t width, std::size_t used) const {
    const bool last = column + 1 == columns_.size();
    const auto blank = width - std::min(width, display_width(cell.text));
    if (columns_[column].align == Align::right) out.append(blank, ' ');
    auto text = cell.text;
    if (last) cut_to_width(text, 0, columns_left(style, used));
    append_painted(out, style, cell.paint, text);
    if (columns_[column].align == Align::left && !last) out.append(blank, ' ');
}

void Table::write(std::string& out, const Style& style) const {
    const auto width_of = widths();
    const auto write_line = [&](const auto& cell_of) {
        std::size_t used = indent;
        out.append(indent, ' ');
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            write_cell(out, style, cell_of(column), column, width_of[column], used);
            if (column + 1 < columns_.size()) out.append(between, ' ');
            used += width_of[column] + between;
        }
        while (!out.empty() && out.back() == ' ')
            out.pop_back();
        out.push_back('\n');
    };
    write_line([&](std::size_t column) { return Cell(columns_[column].heading, Paint::dim); });
    for (const auto& row : rows_) {
        write_line([&](std::size_t column) { return row.cells[column]; });
        if (row.below.empty()) continue;
        auto below = row.below;
        cut_to_width(below, 0, columns_left(style, indent_below));
        out.append(indent_below, ' ');
        append_painted(out, style, Paint::frontend, below);
        out.push_back('\n');
    }
}

}  // namespace pgoscope::report
