#pragma once

#include <cstdint>
#include <string>

#include "analyzer/packet_time.h"

/// Figures for narrow columns: three digits that matter, six characters at most.
namespace pgoscope::report {

/// `85ns`, `4.20us`, `120ms`, `12.3s`, `4m12s`, `3h05m`, `2d04h`, `120d`.
[[nodiscard]] std::string compact_duration(Nanoseconds duration);

/// `0`, `999`, `1204`, `12.0k`, `1.20M`.
[[nodiscard]] std::string compact_count(std::uint64_t count);

/// How many in a second: `0`, `0.12`, `3.40`, `120`, `12.0k`.
[[nodiscard]] std::string compact_rate(double a_second);

/// `37%`; `<1%` for what is there but less than one.
[[nodiscard]] std::string compact_share(double share);

}  // namespace pgoscope::report
