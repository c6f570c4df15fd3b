#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// The latencies alone as tables of percentiles, for people.
void write_latency_text(Output& output, const Document& document, const Style& style);

}  // namespace pgoscope::report
