#pragma once

#include "analyzer/report/json/json_writer.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/text/sql_text.h"

namespace pgoscope::report {

/// Members for the fields of an ErrorResponse or NoticeResponse, named as in `error_field_infos`,
/// with `condition` and `class` of its SQLSTATE.
void write_error_fields(JsonWriter& json, SqlText& sql, const Options& options,
                        const QuotingMessage& message);

}  // namespace pgoscope::report
