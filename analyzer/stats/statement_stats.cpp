#include "analyzer/stats/statement_stats.h"

#include <algorithm>
#include <tuple>

#include "analyzer/sql/statement.h"

namespace pgoscope::stats {

void StatementStats::merge(const StatementStats& from) {
    if (statement == nullptr) statement = from.statement;
    calls += from.calls;
    errors += from.errors;
    rows += from.rows;
    request_bytes += from.request_bytes;
    response_bytes += from.response_bytes;
    total_ns += from.total_ns;
    duration.merge(from.duration);
    service.merge(from.service);
    time_to_first_reply.merge(from.time_to_first_reply);
}

StatementStats& StatementTable::of(const sql::Statement* statement) {
    if (statement == nullptr) return unknown_;
    if (statement->id >= by_id_.size()) by_id_.resize(std::size_t{statement->id} + 1);
    auto& stats = by_id_[statement->id];
    stats.statement = statement;
    return stats;
}

void StatementTable::add(const events::Call& call) {
    auto& stats = of(call.statement);
    ++calls_;
    rows_ += call.rows;
    ++stats.calls;
    stats.rows += call.rows;
    stats.request_bytes += call.request_bytes;
    stats.response_bytes += call.response_bytes;
    stats.total_ns += static_cast<std::uint64_t>(std::max<Nanoseconds>(call.duration, 0));
    stats.duration.record(call.duration);
    stats.service.record(call.service);
    if (call.time_to_first_reply) stats.time_to_first_reply.record(*call.time_to_first_reply);
}

void StatementTable::add_error(const sql::Statement* statement) {
    if (statement != nullptr) ++of(statement).errors;
}

void StatementTable::merge(const StatementTable& from) {
    if (by_id_.size() < from.by_id_.size()) by_id_.resize(from.by_id_.size());
    for (std::size_t id = 0; id < from.by_id_.size(); ++id)
        by_id_[id].merge(from.by_id_[id]);
    unknown_.merge(from.unknown_);
    calls_ += from.calls_;
    rows_ += from.rows_;
}

std::vector<const StatementStats*> StatementTable::ranked(std::size_t most) const {
    std::vector<const StatementStats*> ranked;
    const auto keep = [&](const StatementStats& stats) {
        if (stats.calls > 0 || stats.errors > 0) ranked.push_back(&stats);
    };
    std::for_each(by_id_.begin(), by_id_.end(), keep);
    keep(unknown_);
    const auto in_order = static_cast<std::ptrdiff_t>(std::min(most, ranked.size()));
    std::partial_sort(
        ranked.begin(), ranked.begin() + in_order, ranked.end(),
        [](const StatementStats* a, const StatementStats* b) { return ranks_before(*a, *b); });
    return ranked;
}

bool ranks_before(const StatementStats& a, const StatementStats& b) noexcept {
    const auto rank = [](const StatementStats& stats) {
        return std::tuple(stats.total_ns, stats.calls, stats.errors);
    };
    if (rank(a) != rank(b)) return rank(a) > rank(b);
    const auto print = [](const StatementStats& stats) {
        return stats.statement == nullptr ? 0 : stats.statement->fingerprint;
    };
    return print(a) < print(b);
}

}  // namespace pgoscope::stats
