#pragma once

#include <string>

#include "analyzer/report/options.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::report {

/// The message (M, or the text of the old style without its severity) of an error or notice as it
/// may be shown: without passwords. Redacted, also without what it quotes where that may be a value
/// of the application and not a name: data exceptions and integrity violations (classes 22 and 23),
/// exceptions raised by functions (P0), syntax errors, and where there is no SQLSTATE. Names that
/// fields of the same message tell stay.
[[nodiscard]] std::string shown_message(const dissectors::v3::ErrorFields& message,
                                        const Options& options);

}  // namespace pgoscope::report
