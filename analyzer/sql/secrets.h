#pragma once

#include <string>
#include <string_view>

namespace pgoscope::sql {

/// What a text is, where that decides what stands behind the word PASSWORD.
enum class TextKind {
    code,   ///< SQL: a secret is a constant; `password = $1` and `password = old.password` are not
    prose,  ///< messages, connection strings: `password=x` without quotes is a secret as well
};

/// True where a text may hold a secret; most do not, and need no copy.
[[nodiscard]] bool may_hold_secrets(std::string_view text) noexcept;

/// Appends `text` to `out` with `redacted` in place of every password that its form tells:
///
/// - the constant behind the word PASSWORD, with or without `=`, `:=`, `=>`;
/// - `password=value` of connection strings; a name may end in the word (`sslpassword`);
/// - `postgres://user:password@host`;
/// - all of these also inside of string constants, dollar quotes, quoted names and comments, as
///   deep as they nest: bodies of DO and CREATE FUNCTION, SQL in the context of an error.
///
/// Where a string ends before its password does (`'... password ' || x`, `format('... %L', x)`),
/// the constants of the rest of that statement are redacted; where quotes do not pair, the rest of
/// the text. What is doubtful is redacted.
void append_without_secrets(std::string& out, std::string_view text, TextKind kind);

}  // namespace pgoscope::sql
