#pragma once

#include <string_view>

namespace pgoscope::sql {

/// True where a text has anything that a secret is told by: a part of a name of the list, a URI, a
/// key of a known format, options of a command, constants that `||` joins. Most have nothing.
///
/// One pass over the text; every other reader of secrets runs only where this is true.
[[nodiscard]] bool mentions_secret(std::string_view text) noexcept;

}  // namespace pgoscope::sql
