#pragma once

#include <string>
#include <string_view>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// What a whole string constant says, in the encoding of the text: `'...'` with its continuations,
/// `E'...'`, `U&'...'`, `$tag$...$tag$`; of any other (`B'...'`, `X'...'`) what stands between the
/// quotes. Code points in escapes become UTF-8; a UESCAPE clause is not followed.
[[nodiscard]] std::string string_value(std::string_view constant, Reading reading = {});

}  // namespace pgoscope::sql
