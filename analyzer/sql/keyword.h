#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// The keywords that change how the words around them are normalised.
enum class Keyword : std::uint8_t {
    none,  ///< A name, or a keyword of no interest here.
    all,
    alter,
    array,
    as,
    atomic,
    begin,
    by,
    case_,
    cast,
    copy,
    create,
    distinct,
    end,
    extract,
    false_,
    function,
    group,
    in,
    is,
    limit,
    not_,
    null,
    on,
    operator_,
    order,
    password,
    procedure,
    role,
    select,
    set,
    table,
    true_,
    uescape,
    user,
    values,
    with,
    other,  ///< A keyword of which only the traits matter.
};

struct KeywordTraits {
    std::string_view name;  ///< Lower case; empty for a word that is not in the table.
    Keyword keyword = Keyword::none;
    /// What follows begins an operand or a clause: a minus is a sign, a parenthesis groups.
    bool before_operand = false;
    /// Names a type whose parenthesis holds modifiers, which are no constants: numeric(10, 2).
    bool modified_type = false;
};

/// Traits of `word`, which must be folded to lower case already. `first_bytes` are its first eight
/// bytes as byte_block.h's `fold_word` returns them.
[[nodiscard]] const KeywordTraits& keyword_traits(std::string_view word,
                                                  std::uint64_t first_bytes) noexcept;

}  // namespace pgoscope::sql
