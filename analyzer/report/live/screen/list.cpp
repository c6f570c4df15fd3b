#include "analyzer/report/live/screen/list.h"

#include <algorithm>

namespace pgoscope::report {

List::List(Canvas& canvas, Area area, std::vector<Column> columns)
    : canvas_(canvas), area_(area), columns_(std::move(columns)), next_(area.first + 1) {
    if (area.rows() == 0) return;
    std::size_t at = 0;
    for (const auto& column : columns_) {
        put(area.first, column, at, column.heading,
            column.sorted_by ? Paint::header : Paint::plain);
        at += column.width + 1;
    }
    canvas.bar(area.first);
}

void List::put(std::size_t row, const Column& column, std::size_t at, std::string_view text,
               Paint paint) {
    const auto width = column.width == 0 ? std::string::npos : column.width;
    const auto taken = std::min(columns_of(text), width);
    const auto indent = column.align == Align::right && column.width != 0 ? width - taken : 0;
    canvas_.put(row, at + indent, text, paint, width);
}

void List::add(const std::vector<std::string>& cells, Paint paint) {
    if (!has_room()) return;
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
        put(next_, columns_[i], at, cells[i], paint);
        at += columns_[i].width + 1;
    }
    ++next_;
}

}  // namespace pgoscope::report
