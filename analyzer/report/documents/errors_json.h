#pragma once

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"

namespace pgoscope::report {

/// Errors and notices alone, and each error with all its fields (schema/errors.schema.json). The
/// collector must have been asked for `every_error`.
void write_errors_json(Output& output, const Document& document);

}  // namespace pgoscope::report
