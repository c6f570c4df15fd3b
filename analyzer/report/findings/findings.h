#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/stats/collector.h"

/// What is wrong with the traffic, in words, with the figures that prove it.
namespace pgoscope::report {

enum class Severity : std::uint8_t { critical, warning, info };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

struct Anomaly {
    std::string_view kind;  ///< a name that programs can ask for, such as `n_plus_one`
    Severity severity = Severity::info;
    std::string text{};         ///< a sentence or two for a person; may hold names from the traffic
    std::uint64_t session = 0;  ///< the one to look at first; 0 = none in particular
    const sql::Statement* statement = nullptr;  ///< null: no statement in particular
    /// Figures by name; durations end in `_ns`, sizes in `_bytes`.
    std::vector<std::pair<std::string_view, std::uint64_t>> evidence{};
};

/// All of them, the gravest first. `stats` must be complete.
[[nodiscard]] std::vector<Anomaly> find_anomalies(const DocumentFacts& facts,
                                                  const stats::Collector& stats);

/// An array of them.
void write_anomalies(JsonWriter& json, const std::vector<Anomaly>& anomalies);

}  // namespace pgoscope::report
