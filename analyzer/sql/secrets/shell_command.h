#pragma once

#include <string_view>

#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/secrets/finding.h"

namespace pgoscope::sql {

/// Whether a text has an option in the list of secret_names.h, and so may be a shell command.
[[nodiscard]] bool looks_like_command(std::string_view text) noexcept;

/// Finds secrets among the values of options and variables in a shell command, which COPY ...
/// PROGRAM or a message that quotes it may hold. Returns whether the text ends before such a value.
bool find_shell_secrets(Finding& finding, const Excerpt& excerpt);

}  // namespace pgoscope::sql
