#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// A column as CREATE TABLE declares it.
struct DeclaredColumn {
    std::string name;  ///< folded to lower case when it was written without quotes
    /// Its words in lower case, a blank between them, without modifiers; of an array, whatever its
    /// dimensions, with `[]` behind them.
    std::string type;
    std::vector<std::uint32_t> modifiers;  ///< `numeric(10, 2)`
    bool not_null = false;
    bool generated = false;  ///< from other columns: COPY of all columns leaves it out
};

/// A statement that makes a table or changes what is known of it.
struct TableStatement {
    /// Tag of the CommandComplete that says that it was done.
    std::string_view tag;
    /// Parts of its name joined by dots, without the schema `public`; folded as column names.
    std::string table{};
    /// Of CREATE TABLE; empty when they cannot be told, as for DROP and ALTER TABLE, and for a
    /// table that has columns of another one.
    std::vector<DeclaredColumn> columns{};
    bool schema_named = false;    ///< as the text says it, `public` included
    bool if_not_exists = false;   ///< so that its completion does not tell that it made the table
    bool on_commit_drop = false;  ///< a temporary one that goes with the transaction
};

/// The CREATE TABLE, ALTER TABLE and DROP TABLE among the statements of `sql`, in order.
[[nodiscard]] std::vector<TableStatement> table_statements(std::string_view sql);

/// What a COPY moves.
struct CopiedColumns {
    std::string table;                 ///< as TableStatement's
    std::vector<std::string> columns;  ///< in the order of the data; empty = all of the table
    bool schema_named = false;         ///< as TableStatement's
};

/// Of `COPY t`, `COPY t (a, b)` and `COPY (SELECT ... FROM t)` whose select list is `*` or names of
/// columns; nothing for other statements and queries.
[[nodiscard]] std::optional<CopiedColumns> copied_columns(std::string_view sql);

/// The same of a plain `SELECT ... FROM t`.
[[nodiscard]] std::optional<CopiedColumns> selected_columns(std::string_view sql);

}  // namespace pgoscope::sql
