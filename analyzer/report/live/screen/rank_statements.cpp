#include <algorithm>
#include <tuple>
#include <vector>

#include "analyzer/report/live/screen/rankings.h"
#include "analyzer/report/sections/report_page.h"
#include "analyzer/report/text/keep_first.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

struct RankedStatement {
    const stats::StatementStats* stats = nullptr;
    StatementWork work;
    Nanoseconds p99 = 0;

    [[nodiscard]] std::uint64_t key(SortBy sort) const noexcept {
        switch (sort) {
            case SortBy::calls:
                return work.calls;
            case SortBy::mean:
                return static_cast<std::uint64_t>(work.mean());
            case SortBy::p99:
                return static_cast<std::uint64_t>(p99);
            case SortBy::rows:
                return work.rows;
            case SortBy::errors:
                return work.errors;
            case SortBy::time:
                break;
        }
        return work.total_ns;
    }
    /// Ties by time, then by calls, then in the order of their first calls.
    [[nodiscard]] bool before(const RankedStatement& other, SortBy sort) const noexcept {
        const auto rank = [sort](const RankedStatement& of) {
            return std::tuple(of.key(sort), of.work.total_ns, of.work.calls);
        };
        if (rank(*this) != rank(other)) return rank(*this) > rank(other);
        if (stats->statement == nullptr || other.stats->statement == nullptr)
            return other.stats->statement == nullptr && stats->statement != nullptr;
        return stats->statement->id < other.stats->statement->id;
    }
};

/// Statements that did anything in the scope.
std::vector<RankedStatement> working_statements(ScreenFigures& figures,
                                                const stats::StatementTable& statements,
                                                const Past& past) {
    std::vector<RankedStatement> ranked;
    const auto add = [&](const stats::StatementStats& stats) {
        const auto work = past.since(stats);
        if (work.calls == 0 && work.errors == 0) return;
        ranked.push_back({&stats, work});
        figures.all_statements.calls += work.calls;
        figures.all_statements.errors += work.errors;
        figures.all_statements.rows += work.rows;
        figures.all_statements.total_ns += work.total_ns;
    };
    std::for_each(statements.by_id().begin(), statements.by_id().end(), add);
    add(statements.unknown());
    return ranked;
}

}  // namespace

void rank_statements(ScreenFigures& figures, const stats::Collector& stats, const Past& past) {
    const auto& question = figures.question;
    auto ranked = working_statements(figures, stats.statements(), past);
    figures.distinct_statements = ranked.size();
    const auto by = [](SortBy sort) {
        return [sort](const RankedStatement& a, const RankedStatement& b) {
            return a.before(b, sort);
        };
    };
    if (question.sort == SortBy::p99) {
        // A percentile takes its time: not of those that hardly took any themselves.
        constexpr std::size_t candidates = 1000;
        keep_first(ranked, candidates, by(SortBy::time));
        for (auto& statement : ranked)
            statement.p99 = statement.stats->duration.value_at(stats::p99);
    }
    keep_first(ranked, question.entries, by(question.sort));
    for (const auto& statement : ranked)
        figures.statements.push_back({shortened(statement_line(statement.stats->statement)),
                                      statement.work,
                                      statement.stats->duration.value_at(stats::p99)});
}

}  // namespace pgoscope::report
