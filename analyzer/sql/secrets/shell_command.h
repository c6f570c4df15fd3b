#pragma once

#include <string_view>

#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/secrets/finding.h"

namespace pgoscope::sql {

/// Whether a text has an option that secret_names.h lists, as a command of a shell may.
[[nodiscard]] bool looks_like_command(std::string_view text) noexcept;

/// Values of options and variables of a command of a shell: COPY ... PROGRAM, and messages that
/// quote it. Answers whether the text ends before such a value.
bool find_shell_secrets(Finding& finding, const Excerpt& excerpt);

}  // namespace pgoscope::sql
