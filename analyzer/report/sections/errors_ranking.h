#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/stats/diagnostic_stats.h"

/// The order in which errors are shown, in JSON and in text.
namespace pgoscope::report {

struct RankedSqlState {
    std::string_view sqlstate;  ///< empty = the message had none
    const stats::SqlStateStats* stats = nullptr;
    std::string_view severity;  ///< the most frequent
};
/// The most frequent first, ties by SQLSTATE.
[[nodiscard]] std::vector<RankedSqlState> ranked_sqlstates(const stats::DiagnosticStats& all);

struct RankedClass {
    std::string_view code;
    std::uint64_t count = 0;
};
[[nodiscard]] std::vector<RankedClass> ranked_classes(const stats::DiagnosticStats& all);

/// The most frequent first, ties by fingerprint.
using StatementCount = std::pair<const sql::Statement*, std::uint64_t>;
[[nodiscard]] std::vector<StatementCount> ranked_statements(const stats::SqlStateStats& stats);

}  // namespace pgoscope::report
