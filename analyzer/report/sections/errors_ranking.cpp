#include "analyzer/report/sections/errors_ranking.h"

#include <algorithm>
#include <map>

#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

std::string_view most_frequent(const stats::BoundedCounts& severities) {
    std::string_view name;
    std::uint64_t most = 0;
    for (const auto& [severity, count] : severities) {
        if (count <= most) continue;
        most = count;
        name = severity;
    }
    return name;
}

}  // namespace

std::vector<RankedSqlState> ranked_sqlstates(const stats::DiagnosticStats& all) {
    std::vector<RankedSqlState> ranked;
    for (const auto& [sqlstate, stats] : all.by_sqlstate())
        ranked.push_back({sqlstate, &stats, most_frequent(stats.severities)});
    // They come in the order of their SQLSTATE, which stays that of equals.
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const RankedSqlState& a, const RankedSqlState& b) {
                         return a.stats->count > b.stats->count;
                     });
    return ranked;
}

std::vector<RankedClass> ranked_classes(const stats::DiagnosticStats& all) {
    std::map<std::string_view, std::uint64_t> counts;
    for (const auto& [sqlstate, stats] : all.by_sqlstate())
        if (sqlstate.size() == 5) counts[std::string_view(sqlstate).substr(0, 2)] += stats.count;
    std::vector<RankedClass> ranked;
    ranked.reserve(counts.size());
    for (const auto& [code, count] : counts)
        ranked.push_back({code, count});
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const RankedClass& a, const RankedClass& b) { return a.count > b.count; });
    return ranked;
}

std::vector<StatementCount> ranked_statements(const stats::SqlStateStats& stats) {
    auto ranked = stats.statements;
    std::sort(ranked.begin(), ranked.end(), [](const StatementCount& a, const StatementCount& b) {
        if (a.second != b.second) return a.second > b.second;
        return a.first->fingerprint < b.first->fingerprint;
    });
    return ranked;
}

}  // namespace pgoscope::report
