#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::cli {

/// The value of `--since` or `--until` in nanoseconds since 1970-01-01 00:00 UTC. Two forms:
/// RFC 3339 (`2026-11-20T21:16:10.775+01:00`; a blank may stand for the `T`, UTC is meant without
/// an offset, and what is left off at the end of the time, or all of it, is zero), or seconds since
/// 1970 with up to nine decimals (`1795209370.775`). Throws UsageError naming `option`.
[[nodiscard]] std::int64_t parse_time_argument(std::string_view option, std::string_view text);

}  // namespace pgoscope::cli
