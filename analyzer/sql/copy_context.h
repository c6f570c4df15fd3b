#pragma once

#include <optional>
#include <string_view>

#include "analyzer/sql/quoted_values.h"

namespace pgoscope::sql {

/// What the context of an error says of the data of COPY: `COPY t, line 7: "1\tx"` of a row,
/// `COPY t, line 7, column password: "x"` of a value.
struct CopyContext {
    std::string_view column;  ///< empty: it tells a row
    TextRange data;           ///< in the context, without the quotes around it
};

/// Reads a context in any language of the server. Nothing where it has no data of COPY.
[[nodiscard]] std::optional<CopyContext> copy_context(std::string_view context) noexcept;

}  // namespace pgoscope::sql
