#include "analyzer/capture/packet_stamp.h"

#include <limits>

namespace pgoscope::capture {

PacketTime packet_stamp(std::int64_t seconds, std::int64_t nanoseconds) noexcept {
    constexpr Nanoseconds second = 1'000'000'000;
    constexpr PacketTime latest = std::numeric_limits<PacketTime>::max();
    constexpr std::int64_t too_late = latest / second - 10'000;
    if (seconds < 0) return 0;
    if (seconds > too_late) return latest;
    return seconds * second + nanoseconds;
}

}  // namespace pgoscope::capture
