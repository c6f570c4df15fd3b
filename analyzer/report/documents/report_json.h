#pragma once

#include <cstdint>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"

namespace pgoscope::report {

/// The report as one JSON document (schema/report.schema.json). The output is left to flush.
void write_report_json(Output& output, const Document& document);
/// The same on one line, for outputs of lines.
void write_report_json_line(Output& output, const Document& document);

/// One moment of a capture that goes on.
struct Moment {
    /// Bounds of the interval by the wall clock, nanoseconds since 1970.
    std::int64_t from = 0;
    std::int64_t to = 0;
    const Document& interval;
    const Document& since_start;
};

/// Both reports as one line (schema/interval.schema.json), each with as many sessions as rankings
/// have entries: those that are open first, then those with the most exchanges. The output is left
/// to flush.
void write_interval_json(Output& output, const Moment& moment);

}  // namespace pgoscope::report
