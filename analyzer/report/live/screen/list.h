#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/live/screen/canvas.h"

namespace pgoscope::report {

/// Rows of a canvas, from `first` to before `end`.
struct Area {
    std::size_t first = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t rows() const noexcept { return end > first ? end - first : 0; }
};

/// A list on a canvas: a bar with headings, below it the rows there is room for.
class List {
  public:
    enum class Align : std::uint8_t { left, right };
    struct Column {
        std::string_view heading;
        std::size_t width = 0;  ///< 0, for the last: whatever is left
        Align align = Align::right;
        bool sorted_by = false;
    };

    List(Canvas& canvas, Area area, std::vector<Column> columns);

    /// False when there is no room left.
    [[nodiscard]] bool has_room() const noexcept { return next_ < area_.end; }
    /// A cell for each column.
    void add(const std::vector<std::string>& cells, Paint paint = Paint::plain);

  private:
    void put(std::size_t row, const Column& column, std::size_t at, std::string_view text,
             Paint paint);

    Canvas& canvas_;
    Area area_;
    std::vector<Column> columns_;
    std::size_t next_;
};

}  // namespace pgoscope::report
