#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// The report for people, the most important first. The output is left to flush.
void write_report_text(Output& output, const Document& document, const Style& style);

}  // namespace pgoscope::report
