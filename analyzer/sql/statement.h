#pragma once

#include <cstdint>
#include <string>

#include "analyzer/sql/command.h"

namespace pgoscope::sql {

/// Number of a statement in its catalog, from 0 without holes.
using StatementId = std::uint32_t;

/// One of the distinct statements of the traffic.
struct Statement {
    StatementId id = 0;
    std::uint64_t fingerprint = 0;  ///< Of the whole normalized text.
    std::string text;               ///< Normalized; long text is cut and then ends in `...`.
    bool truncated = false;         ///< `text` is not whole, or the SQL was not.
    /// It may be a SET of what decides how the server reads SQL (reading_change.h).
    bool changes_reading = false;
    CommandTarget target;
};

}  // namespace pgoscope::sql
