#pragma once

#include <string_view>

#include "analyzer/sql/statement.h"

namespace pgoscope::sql {

/// Name of the prepared statement that an EXECUTE runs, also that in EXPLAIN and CREATE TABLE AS.
/// Empty for other statements. Lives as long as the statement.
[[nodiscard]] std::string_view executed_name(const Statement& statement) noexcept;

}  // namespace pgoscope::sql
