#pragma once

#include <cstdint>

namespace pgoscope {

/// The only clock there is: when a packet was captured, nanoseconds since 1970-01-01 00:00 UTC.
using PacketTime = std::int64_t;

/// A difference of two packet times, nanoseconds.
using Nanoseconds = std::int64_t;

}  // namespace pgoscope
