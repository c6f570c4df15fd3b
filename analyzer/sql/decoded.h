#pragma once

#include <string>
#include <string_view>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// What a string constant or a quoted name says, as the server decodes it into UTF-8. `token` is
/// the lexer's: with its quotes and its prefix. Where the closing quote is missing, all that is
/// there. The digits of B'' and X'' are given as they are. `unicode_escape` is what UESCAPE gives
/// to U&'' and U&"".
[[nodiscard]] std::string decoded(std::string_view token, Reading reading,
                                  char unicode_escape = '\\');

}  // namespace pgoscope::sql
