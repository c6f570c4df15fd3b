#pragma once

#include <cstdint>

#include "analyzer/packet_time.h"

namespace pgoscope::capture {

/// A file can hold times far beyond what 64 bits of nanoseconds can. Held within 1970 and 2262, the
/// difference of any two packet times fits as well. `nanoseconds` is below 10 000 seconds.
[[nodiscard]] PacketTime packet_stamp(std::int64_t seconds, std::int64_t nanoseconds) noexcept;

}  // namespace pgoscope::capture
