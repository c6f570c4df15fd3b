#include "analyzer/report/live/screen/past.h"

#include <algorithm>

#include "analyzer/report/live/screen/spread.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

StatementWork work_of(const stats::StatementStats& stats) {
    return {stats.calls, stats.errors, stats.rows, stats.total_ns};
}

}  // namespace

Past::Past(const stats::Collector& stats, Nanoseconds now)
    : at_(now),
      unknown_(work_of(stats.statements().unknown())),
      overall_(stats.exchanges().overall_duration()) {
    const auto& statements = stats.statements().by_id();
    by_statement_.reserve(statements.size());
    for (const auto& statement : statements)
        by_statement_.push_back(work_of(statement));
    for (const auto& [sqlstate, errors] : stats.errors().by_sqlstate())
        errors_.emplace(sqlstate, errors.count);
    for (std::size_t kind = 0; kind < by_kind_.size(); ++kind)
        by_kind_[kind] = stats.exchanges().duration(static_cast<events::ExchangeKind>(kind));
}

StatementWork Past::since(const stats::StatementStats& statement) const {
    StatementWork before = unknown_;
    if (statement.statement != nullptr) {
        const auto id = statement.statement->id;
        before = id < by_statement_.size() ? by_statement_[id] : StatementWork{};
    }
    const auto now = work_of(statement);
    return {now.calls - before.calls, now.errors - before.errors, now.rows - before.rows,
            now.total_ns - before.total_ns};
}

std::uint64_t Past::errors_since(std::string_view sqlstate, std::uint64_t now) const {
    const auto found = errors_.find(sqlstate);
    return found == errors_.end() ? now : now - found->second;
}

Spread Past::overall_since(const stats::Collector& stats) const {
    const auto now = stats.exchanges().overall_duration();
    return overall_.empty() ? spread_of(now) : spread_since(now, overall_);
}

Spread Past::since(const stats::Collector& stats, events::ExchangeKind kind) const {
    const auto& now = stats.exchanges().duration(kind);
    const auto& before = by_kind_[static_cast<std::size_t>(kind)];
    return before.empty() ? spread_of(now) : spread_since(now, before);
}

}  // namespace pgoscope::report
