#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"

namespace pgoscope::report {

/// The latencies alone, with more percentiles and the buckets of each histogram
/// (schema/latency.schema.json).
void write_latency_json(Output& output, const Document& document);

}  // namespace pgoscope::report
