#pragma once

#include <vector>

#include "analyzer/report/findings/findings.h"

/// The parts of `find_anomalies`, each adding what it finds.
namespace pgoscope::report::anomalies {

using Found = std::vector<Anomaly>;

void find_security(const stats::Collector& stats, Found& found);
void find_in_errors(const stats::Collector& stats, Found& found);
void find_in_statements(const stats::Collector& stats, Found& found);
void find_in_sessions(const stats::Collector& stats, Found& found);
void find_left_prepared(const DocumentFacts& facts, const stats::Collector& stats, Found& found);
void find_in_capture(const DocumentFacts& facts, const stats::Collector& stats, Found& found);

}  // namespace pgoscope::report::anomalies
