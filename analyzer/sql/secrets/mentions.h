#pragma once

#include <string_view>

namespace pgoscope::sql {

/// Whether a text may hold a secret: it has a part of a name in secret_names.h, a URI, a key of a
/// known format, an option of a shell command, constants joined by `||`, or letters written as
/// escapes. False for most texts.
///
/// Makes one pass over the text. The other readers of secrets run only where this is true.
[[nodiscard]] bool mentions_secret(std::string_view text) noexcept;

}  // namespace pgoscope::sql
