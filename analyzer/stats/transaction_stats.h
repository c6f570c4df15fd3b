#pragma once

#include <algorithm>
#include <cstdint>

#include "analyzer/events/exchange.h"
#include "analyzer/events/prepared_transaction.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::stats {

/// Explicit transactions that ended for their session, and each wait of one for its client. One
/// that is prepared ends for its session then, and is committed or rolled back by whoever decides.
struct TransactionStats {
    std::uint64_t committed = 0;    ///< at once or by COMMIT PREPARED
    std::uint64_t rolled_back = 0;  ///< at once or by ROLLBACK PREPARED
    std::uint64_t failed = 0;
    std::uint64_t prepared = 0;  ///< by PREPARE TRANSACTION, whatever became of them
    // Of those, as far as their identifiers join them:
    std::uint64_t prepared_committed = 0;
    std::uint64_t prepared_rolled_back = 0;
    /// Decisions on transactions that were not seen to be prepared.
    std::uint64_t decided_only = 0;
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
            case events::Transaction::Outcome::prepared:  // told as a step
                break;
        }
        duration.record(transaction.duration);
    }
    void add(const events::TwoPhaseStep& step) noexcept {
        switch (step.kind) {
            case events::TwoPhaseStep::Kind::prepared:
                ++prepared;
                return;
            case events::TwoPhaseStep::Kind::committed:
                ++committed;
                prepared_committed += step.joined ? 1 : 0;
                break;
            case events::TwoPhaseStep::Kind::rolled_back:
                ++rolled_back;
                prepared_rolled_back += step.joined ? 1 : 0;
                break;
        }
        decided_only += step.joined ? 0 : 1;
    }
    /// Prepared and, as far as is known, not decided. Of an interval in which more were decided
    /// than prepared: none.
    [[nodiscard]] std::uint64_t undecided() const noexcept {
        return prepared - std::min(prepared, prepared_committed + prepared_rolled_back);
    }
    [[nodiscard]] std::uint64_t total() const noexcept {
        return committed + rolled_back + failed + undecided();
    }
    void merge(const TransactionStats& from) {
        committed += from.committed;
        rolled_back += from.rolled_back;
        failed += from.failed;
        prepared += from.prepared;
        prepared_committed += from.prepared_committed;
        prepared_rolled_back += from.prepared_rolled_back;
        decided_only += from.decided_only;
        duration.merge(from.duration);
        idle.merge(from.idle);
    }
};

}  // namespace pgoscope::stats
