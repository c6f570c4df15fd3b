#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// Errors and notices by SQLSTATE, then each error with its fields, for people.
void write_errors_text(Output& output, const Document& document, const Style& style);

}  // namespace pgoscope::report
