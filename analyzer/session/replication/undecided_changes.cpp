#include "analyzer/session/replication/undecided_changes.h"

#include <utility>

namespace pgoscope::session {

void UndecidedChanges::add(Xid transaction, Xid subtransaction,
                           const events::LogicalChange& change) {
    Key key(transaction, subtransaction, change.relation, change.operation);
    if (const auto known = counts_.find(key); known != counts_.end()) {
        known->second += change.count;
    } else if (counts_.size() < most_kept) {
        counts_.emplace(std::move(key), change.count);
    } else {
        untold_ += change.count;
        return;
    }
    count_ += change.count;
}

UndecidedChanges::Range UndecidedChanges::all_of(Xid transaction) {
    const auto begin = counts_.lower_bound(Key(transaction, 0, {}, {}));
    auto end = begin;
    while (end != counts_.end() && std::get<0>(end->first) == transaction)
        ++end;
    return {begin, end};
}

UndecidedChanges::Range UndecidedChanges::all_of(Xid transaction, Xid subtransaction) {
    const auto begin = counts_.lower_bound(Key(transaction, subtransaction, {}, {}));
    auto end = begin;
    while (end != counts_.end() && std::get<0>(end->first) == transaction &&
           std::get<1>(end->first) == subtransaction)
        ++end;
    return {begin, end};
}

void UndecidedChanges::erase(Range range) noexcept {
    for (auto at = range.begin; at != range.end; ++at)
        count_ -= at->second;
    counts_.erase(range.begin, range.end);
}

void UndecidedChanges::roll_back(Xid transaction, Xid subtransaction,
                                 std::vector<events::LogicalChange>& undone) {
    const auto range =
        transaction == subtransaction ? all_of(transaction) : all_of(transaction, subtransaction);
    for (auto at = range.begin; at != range.end; ++at) {
        const auto& [xid, subxid, relation, operation] = at->first;
        undone.push_back({operation, relation, at->second});
    }
    erase(range);
}

}  // namespace pgoscope::session
