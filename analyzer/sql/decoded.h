#pragma once

#include <string>
#include <string_view>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// What a string constant or a quoted name says, as the server decodes it into UTF-8. `token` is
/// the lexer's: with its quotes, its prefix and its UESCAPE clause. Where the closing quote is
/// missing, all that is there. The digits of B'' and X'' are given as they are.
[[nodiscard]] std::string decoded(std::string_view token, Reading reading);

}  // namespace pgoscope::sql
