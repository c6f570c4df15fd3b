#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "analyzer/packet_time.h"

namespace pgoscope::pipeline {

/// What was found in a capture, in the few numbers that a check asks about.
struct Findings {
    /// ErrorResponses by SQLSTATE; those without one are under the empty text.
    std::map<std::string, std::uint64_t, std::less<>> errors;
    std::uint64_t gaps = 0;
    std::uint64_t malformed = 0;
    /// Exchanges that stayed without an answer.
    std::uint64_t unanswered = 0;
    std::uint64_t anomalies = 0;

    /// Durations of the exchanges in which a client waits for work that it asked for, as in the
    /// report's `latency.overall`; zero when there were none.
    struct Latency {
        std::uint64_t count = 0;
        Nanoseconds mean = 0;
        Nanoseconds p50 = 0;
        Nanoseconds p90 = 0;
        Nanoseconds p95 = 0;
        Nanoseconds p99 = 0;
        Nanoseconds p999 = 0;
        Nanoseconds max = 0;
    } latency;
};

}  // namespace pgoscope::pipeline
