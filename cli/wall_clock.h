#pragma once

#include <cstdint>

namespace pgoscope::cli {

/// Nanoseconds since 1970, of the clock that stamps the packets of this machine's interfaces.
[[nodiscard]] std::int64_t wall_clock();

}  // namespace pgoscope::cli
