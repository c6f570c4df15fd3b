#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// What a word of SQL means to a reader of secrets.
enum class StatementWord : std::uint8_t {
    other,
    alter_or_create,
    role,   ///< ROLE, USER: PASSWORD may follow without quotes
    group,  ///< of roles, or GROUP BY
    session,
    authorization,
    set,
    to,
    update,
    insert,
    values,
    select,
    from,
    on,          ///< ON, RETURNING: the rows of an INSERT are over
    as_or_do,    ///< a body of code may follow
    clause,      ///< ends the expression before it
    then_logic,  ///< AND, OR
    between,
    distinct,    ///< IS DISTINCT FROM
    comparison,  ///< LIKE, IN, IS ...
    collate,
    absent,  ///< NULL, TRUE, FALSE
    default_value,
    options,
    program,
};

/// Of an unquoted word, in any case of letters.
[[nodiscard]] StatementWord statement_word(std::string_view word) noexcept;

}  // namespace pgoscope::sql
