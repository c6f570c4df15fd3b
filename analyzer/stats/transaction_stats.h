#pragma once

#include <cstdint>

#include "analyzer/events/exchange.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::stats {

/// Explicit transactions that ended, and each wait of one for its client.
struct TransactionStats {
    std::uint64_t committed = 0;
    std::uint64_t rolled_back = 0;
    std::uint64_t failed = 0;
    Histogram duration;
    Histogram idle;

    void add(const events::Transaction& transaction) {
        switch (transaction.outcome) {
            case events::Transaction::Outcome::committed:
                ++committed;
                break;
            case events::Transaction::Outcome::rolled_back:
                ++rolled_back;
                break;
            case events::Transaction::Outcome::failed:
                ++failed;
                break;
        }
        duration.record(transaction.duration);
    }
    [[nodiscard]] std::uint64_t total() const noexcept { return committed + rolled_back + failed; }
    void merge(const TransactionStats& from) {
        committed += from.committed;
        rolled_back += from.rolled_back;
        failed += from.failed;
        duration.merge(from.duration);
        idle.merge(from.idle);
    }
};

}  // namespace pgoscope::stats
