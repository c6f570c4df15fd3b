#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/sql/statement.h"

namespace pgoscope::sql {

/// What a statement that was done does to what was told of the columns of tables before.
struct ColumnEffect {
    enum class Kind : std::uint8_t {
        none,
        created,  ///< a table of `table`'s name, with the columns that the statement declares
        named,    ///< tables of `table`'s name may be others now
        unsure,   ///< any table may be another now
    };
    Kind kind = Kind::none;
    /// Without its schema: whether a name without one means this table is the server's to say.
    std::string table{};
    /// The end of the transaction may have the same effect once more: it takes back what was made
    /// or set for as long as it lasts.
    bool again_at_end = false;
    /// Names of types may mean others than the server's own from now on.
    bool renames_types = false;
};

/// Nothing is taken for harmless but what is known to be: queries that call no functions but well
/// known ones, changes of rows, cursors, the beginning and end of transactions, settings other than
/// those that decide what a name means. Functions called from triggers, defaults and changes of
/// rows are taken to leave tables alone.
[[nodiscard]] ColumnEffect column_effect(std::string_view command, const Statement& statement);

/// What a statement of another session may do to the columns that a session was told of, whether it
/// has run or not. Settings and temporary tables are that session's own. What its functions do is
/// not seen.
[[nodiscard]] ColumnEffect effect_on_other_sessions(const Statement& statement);

/// Whether the name is among the words of a statement.
[[nodiscard]] bool mentions(std::string_view sql, std::string_view name);

}  // namespace pgoscope::sql
