#include "analyzer/report/live/screen/sparkline.h"

#include <algorithm>

#include "analyzer/report/text/block_chart.h"

namespace pgoscope::report {

std::string sparkline(const Series& series, std::size_t columns) {
    const auto shown = std::min(series.size(), columns);
    double most = 0;
    for (std::size_t age = 0; age < shown; ++age)
        most = std::max(most, series.ago(age));
    std::string line(columns - shown, ' ');
    for (auto age = shown; age-- > 0;)
        append_block(line, most > 0 ? series.ago(age) / most : 0);
    return line;
}

}  // namespace pgoscope::report
