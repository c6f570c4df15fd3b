#pragma once

#include "analyzer/report/json_writer.h"
#include "analyzer/report/options.h"
#include "analyzer/report/sql_text.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::report {

/// Members for the fields of an ErrorResponse or NoticeResponse, named as in `error_field_infos`,
/// with `condition` and `class` of its SQLSTATE.
void write_error_fields(JsonWriter& json, SqlText& sql, const Options& options,
                        const dissectors::v3::ErrorFields& message);

}  // namespace pgoscope::report
