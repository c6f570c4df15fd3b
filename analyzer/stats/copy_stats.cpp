#include "analyzer/stats/copy_stats.h"

#include <algorithm>

#include "analyzer/sql/statement.h"

namespace pgoscope::stats {

void CopyStats::add(const events::Copy& copy) {
    const auto& copied = copy.totals;
    const auto moved_in = copied.time.value_or(0);
    ++count;
    if (!copy.completed) ++failed;
    bytes += copied.bytes;
    if (moved_in > 0) {
        time += moved_in;
        timed_bytes += copied.bytes;
    }
    if (!copied.rows) {
        ++uncounted;
    } else {
        rows += *copied.rows;
        if (moved_in > 0) {
            rows_time += moved_in;
            timed_rows += *copied.rows;
        }
    }
    if (!copied.failure.empty()) ++reasons[copied.failure];
}

void CopyStats::merge(const CopyStats& from) {
    count += from.count;
    failed += from.failed;
    bytes += from.bytes;
    time += from.time;
    timed_bytes += from.timed_bytes;
    rows += from.rows;
    timed_rows += from.timed_rows;
    rows_time += from.rows_time;
    uncounted += from.uncounted;
    merge_counts(reasons, from.reasons);
}

void CopyTable::add(const events::Copy& copy) {
    of(copy.statement, copy.from_client, copy.totals.format).add(copy);
}

void CopyTable::merge(const CopyTable& from) {
    for (const auto& [key, copied] : from.by_key_)
        of(copied.statement, copied.from_client, copied.format).merge(copied);
}

CopyStats& CopyTable::of(const sql::Statement* statement, bool from_client,
                         std::string_view format) {
    const auto key_of = [&](const sql::Statement* of) {
        return Key(of != nullptr ? std::uint64_t{of->id} + 1 : 0, from_client, format);
    };
    auto found = by_key_.find(key_of(statement));
    if (found == by_key_.end()) {
        if (by_key_.size() >= most_statements) statement = nullptr;
        found = by_key_.try_emplace(key_of(statement)).first;
        found->second.statement = statement;
        found->second.from_client = from_client;
        found->second.format = format;
    }
    return found->second;
}

std::vector<const CopyStats*> CopyTable::ranked() const {
    std::vector<const CopyStats*> ranked;
    ranked.reserve(by_key_.size());
    for (const auto& [key, copied] : by_key_)
        ranked.push_back(&copied);
    // Ids depend on the order in which statements were met, so they decide nothing.
    const auto order = [](const CopyStats* copied) {
        return std::tuple(~copied->bytes, copied->from_client, copied->format,
                          copied->statement != nullptr ? copied->statement->fingerprint : 0);
    };
    std::ranges::sort(ranked, {}, order);
    return ranked;
}

}  // namespace pgoscope::stats
