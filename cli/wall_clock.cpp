#include "cli/wall_clock.h"

#include <chrono>

namespace pgoscope::cli {

std::int64_t wall_clock() {
    using std::chrono::nanoseconds;
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<nanoseconds>(since_1970).count();
}

}  // namespace pgoscope::cli
