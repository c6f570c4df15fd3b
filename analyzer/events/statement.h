#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::sql {
struct Statement;
}

namespace pgoscope::events {

/// A result column as RowDescription gave it.
struct ResultColumn {
    std::string name;
    std::uint32_t type_oid = 0;
    std::int32_t type_modifier = -1;
    std::uint16_t format = 0;
    /// Byte order of values that are sent as the server has them in memory, which those of binary
    /// cursors up to 7.3 are; nothing where the format says all.
    std::optional<std::endian> in_memory = std::nullopt;
};
using ResultShape = std::vector<ResultColumn>;

/// Bytes of SQL kept of one prepared statement, to say what an Execute runs.
inline constexpr std::size_t longest_kept_sql = 2048;

/// What Parse or SQL's PREPARE made, or what is left of it when that came before the capture.
struct PreparedStatement {
    std::string name;        ///< empty = the unnamed one
    std::string sql;         ///< as sent, that of PREPARE normalized; perhaps cut
    bool known = true;       ///< false: prepared before the capture began, its SQL is not known
    sql::Reading reading{};  ///< of `sql`
    bool may_name_secrets = false;    ///< its text may hold secrets, or places for them
    bool may_return_secrets = false;  ///< where values are kept: it has the name of one
    bool by_sql = false;              ///< `statement` is the PREPARE that made it
    bool cursor = false;              ///< it has no name: `statement` is the DECLARE of a cursor
    std::vector<std::uint32_t> parameter_types;
    /// As MessageEvent::executed.
    std::vector<sql::PreparedSecrets> executed;
    /// Stands in the catalog for the name alone when the SQL is not known.
    const sql::Statement* statement = nullptr;
    /// As Describe told, if it did.
    std::shared_ptr<const ResultShape> shape;
};

/// What Bind made.
struct Portal {
    std::string name;  ///< empty = the unnamed one
    std::shared_ptr<const PreparedStatement> statement;
    std::uint64_t bound_by = 0;  ///< number of the exchange that Bind belongs to; 0 = not seen
    // Kept when values are shown:
    /// Bind's body from the parameter format codes to the last parameter.
    std::vector<std::uint8_t> bind;
    std::vector<std::uint16_t> result_formats;
};

}  // namespace pgoscope::events
