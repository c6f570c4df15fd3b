#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// The keywords that change how the words around them are normalized.
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
    to,
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

inline constexpr KeywordTraits no_keyword{};

/// False for most words that `keyword_traits` does not know, by length and first letter alone.
[[nodiscard]] inline bool may_be_keyword(std::size_t size, std::uint64_t first_bytes) noexcept;

/// Traits of `word`, which must be folded to lower case already. `first_bytes` are its first eight
/// bytes as byte_block.h's `fold_word` returns them.
[[nodiscard]] const KeywordTraits& keyword_traits(std::string_view word,
                                                  std::uint64_t first_bytes) noexcept;

namespace detail {

/// By first letter: a bit for each length that a keyword with it has.
extern const std::array<std::uint32_t, 256> keyword_lengths;

}  // namespace detail

inline bool may_be_keyword(std::size_t size, std::uint64_t first_bytes) noexcept {
    return size < 32 && ((detail::keyword_lengths[first_bytes & 0xFF] >> size) & 1U) != 0;
}

}  // namespace pgoscope::sql
