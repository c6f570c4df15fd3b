#pragma once

#include <optional>
#include <string>

#include "analyzer/pipeline/overview.h"
#include "analyzer/pipeline/settings.h"

namespace pgoscope::cli {

/// One sentence that says why there is no PostgreSQL in the result and what to try, where there is
/// none; or which of the sessions asked for there are not.
[[nodiscard]] std::optional<std::string> explain_empty_result(const pipeline::Overview& overview,
                                                              const pipeline::Settings& settings);

}  // namespace pgoscope::cli
