#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/live/metrics/families.h"
#include "analyzer/stats/open_sessions.h"

/// Metrics whose labels are all known beforehand.
namespace pgoscope::report {

/// Packets, bytes, and what was lost of them.
void add_capture_metrics(MetricFamilies& families, const Document& document);
/// Sessions, messages, exchanges and transactions.
void add_conversation_metrics(MetricFamilies& families, const Document& document,
                              const stats::OpenSessions& sessions);

}  // namespace pgoscope::report
