#pragma once

#include <string>

#include "analyzer/report/text/options.h"
#include "analyzer/report/text/quoted_text.h"

namespace pgoscope::report {

/// The message (M, or the text of the old style without its severity) of an error or notice as it
/// may be shown: without passwords and the secrets of the session's requests. Redacted, also
/// without the values that it repeats (analyzer/sql/quoted_values.h); where nobody looked for them,
/// as if the statement were not known.
[[nodiscard]] std::string shown_message(const QuotingMessage& message, const Options& options);

}  // namespace pgoscope::report
