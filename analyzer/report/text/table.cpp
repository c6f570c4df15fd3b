#include "analyzer/report/text/table.h"

#include <algorithm>

namespace pgoscope::report {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t indent_below = 6;
constexpr std::size_t between = 2;
/// Of text in the last column, what is worth a column that may yield.
constexpr std::size_t least_text = 20;

/// Columns left on the line; everything where nothing is cut.
std::size_t columns_left(const Style& style, std::size_t used) {
    if (style.width == 0) return std::string::npos;
    return style.width > used ? style.width - used : 1;
}

}  // namespace

bool Table::is_text_at_end(const Shown& shown) const noexcept {
    return shown.column + 1 == columns_.size() && columns_[shown.column].align == Align::left;
}

std::vector<Table::Shown> Table::fitting(const Style& style) const {
    std::vector<Shown> shown;
    shown.reserve(columns_.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        auto width = display_width(columns_[column].heading);
        for (const auto& row : rows_)
            width = std::max(width, display_width(row.cells[column].text));
        shown.push_back({column, width});
    }
    const auto needed = [&] {
        std::size_t sum = indent;
        for (const auto& [column, width] : shown)
            sum += is_text_at_end({column, width}) ? std::min(width, least_text) : width + between;
        return is_text_at_end(shown.back()) ? sum : sum - between;
    };
    while (style.width != 0 && needed() > style.width) {
        const auto least = std::ranges::max_element(
            shown, {}, [&](const Shown& each) { return columns_[each.column].yields; });
        if (columns_[least->column].yields == 0) break;
        shown.erase(least);
    }
    return shown;
}

void Table::write_cell(std::string& out, const Style& style, const Cell& cell, const Shown& shown,
                       std::size_t used) const {
    const auto align = columns_[shown.column].align;
    const auto blank = shown.width - std::min(shown.width, display_width(cell.text));
    if (align == Align::right) out.append(blank, ' ');
    auto text = cell.text;
    const bool at_end = is_text_at_end(shown);
    if (at_end) cut_to_width(text, 0, columns_left(style, used));
    append_painted(out, style, cell.paint, text);
    if (align == Align::left && !at_end) out.append(blank, ' ');
}

void Table::write(std::string& out, const Style& style) const {
    const auto shown = fitting(style);
    const auto write_line = [&](const auto& cell_of) {
        std::size_t used = 0;
        for (const auto& each : shown) {
            const auto gap = used == 0 ? indent : between;
            out.append(gap, ' ');
            used += gap;
            write_cell(out, style, cell_of(each.column), each, used);
            used += each.width;
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
