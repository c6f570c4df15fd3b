#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/sql/table_statements.h"

namespace pgoscope::sql {

/// What a COPY statement says of its data (PostgreSQL documentation, "COPY"), in the syntax of all
/// versions since 7.3: `COPY t (a, b) FROM STDIN WITH (FORMAT csv, HEADER)`, `COPY BINARY t TO
/// STDOUT`, `COPY (SELECT ...) TO STDOUT CSV QUOTE '|'`.
struct CopyStatement {
    std::optional<CopiedColumns> copied;  ///< nothing when it is not plain columns of one table
    std::string query;  ///< between the parentheses, as written; empty when there are none
    std::string format = "text";  ///< in lower case, as written: `csv`, `binary`, `json` ...
    bool header = false;
    char quote = '"';
    char escape = '"';
};

/// Reads statement number `index`, from 0, of a Query's text, as sent: normalized text lacks the
/// constants. Nothing when that is no COPY. What stands behind anything that is not understood is
/// not read.
[[nodiscard]] std::optional<CopyStatement> read_copy_statement(std::string_view sql,
                                                               std::size_t index = 0);

}  // namespace pgoscope::sql
