#pragma once

#include <string>
#include <string_view>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// The name that PREPARE TRANSACTION, COMMIT PREPARED or ROLLBACK PREPARED gives a transaction:
/// what the first string constant of `sql` says, in the encoding of `sql`. Empty when there is none
/// or its end is missing.
[[nodiscard]] std::string transaction_identifier(std::string_view sql, Reading reading = {});

}  // namespace pgoscope::sql
