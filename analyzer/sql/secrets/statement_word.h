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
    set_operation,  ///< UNION, EXCEPT, INTERSECT
    from,
    into,
    on,
    returning,
    as_or_do,   ///< a body of code may follow
    clause,     ///< ends the expression before it
    case_word,  ///< CASE, WHEN, THEN, ELSE, END: also of PL/pgSQL
    when,
    then,
    else_word,
    end,
    then_logic,  ///< AND, OR
    between,
    distinct,    ///< IS DISTINCT FROM
    comparison,  ///< LIKE, IN, IS, OPERATOR(...) ...
    collate,
    absent,  ///< NULL, TRUE, FALSE
    default_value,
    options,
    program,
    raise,
    execute,
};

/// Of an unquoted word, in any case of letters.
[[nodiscard]] StatementWord statement_word(std::string_view word) noexcept;

}  // namespace pgoscope::sql
