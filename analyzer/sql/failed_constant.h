#pragma once

#include <string>
#include <string_view>

/// The server's parser quotes the token at which it failed, without what stands before it: of
/// `alter role r password 'x`, the message has `unterminated quoted string at or near "'x"`.
namespace pgoscope::sql {

/// Whether a message quotes what begins as a constant does; in the quotes of any translation.
[[nodiscard]] bool quotes_constant(std::string_view message) noexcept;

/// `message` with `redacted` for the constant, which may be a password. It is quoted with the
/// quotes in it as they are: all up to the last closing one may be of it, or to the end.
[[nodiscard]] std::string without_quoted_constant(std::string_view message);

}  // namespace pgoscope::sql
