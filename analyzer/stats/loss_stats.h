#pragma once

#include <cstdint>

#include "analyzer/events/sink.h"
#include "analyzer/stats/bounded_map.h"

namespace pgoscope::stats {

/// Gaps in the sessions and messages that are not what the protocol allows, by reason.
struct LossStats {
    std::uint64_t gaps = 0;
    std::uint64_t missing_bytes = 0;
    std::uint64_t malformed = 0;
    /// Captured bytes passed over behind gaps and malformed messages.
    std::uint64_t skipped_bytes = 0;
    BoundedCounts gaps_by_reason{64};
    BoundedCounts malformed_by_reason{64};

    void add(const events::GapEvent& gap) {
        ++gaps;
        missing_bytes += gap.missing_bytes;
        skipped_bytes += gap.skipped_bytes;
        ++gaps_by_reason[gap.reason];
    }
    void add(const events::MalformedEvent& message) {
        ++malformed;
        skipped_bytes += message.skipped_bytes;
        ++malformed_by_reason[message.reason];
    }
    void merge(const LossStats& from) {
        gaps += from.gaps;
        missing_bytes += from.missing_bytes;
        malformed += from.malformed;
        skipped_bytes += from.skipped_bytes;
        merge_counts(gaps_by_reason, from.gaps_by_reason);
        merge_counts(malformed_by_reason, from.malformed_by_reason);
    }
};

}  // namespace pgoscope::stats
