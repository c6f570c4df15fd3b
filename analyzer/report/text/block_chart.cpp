#include "analyzer/report/text/block_chart.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace pgoscope::report {

void append_block(std::string& out, double share) {
    static constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const auto level = std::clamp(share, 0.0, 1.0) * static_cast<double>(blocks.size());
    out.append(blocks[std::min(static_cast<std::size_t>(level), blocks.size() - 1)]);
}

}  // namespace pgoscope::report
