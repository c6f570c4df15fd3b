#pragma once

#include "analyzer/report/document.h"
#include "analyzer/report/output.h"

namespace pgoscope::report {

/// The report as one JSON document (schema/report.schema.json). The output is left to flush.
void write_report_json(Output& output, const Document& document);

}  // namespace pgoscope::report
