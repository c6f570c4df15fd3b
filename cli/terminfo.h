#pragma once

#include <string>

namespace pgoscope::cli {

/// A string capability (terminfo(5)) of the terminal that ncurses has set up, without the pauses
/// that only hardware needs; empty when it has none. In a file of its own because <term.h> defines
/// words such as `columns` and `lines`.
[[nodiscard]] std::string terminal_capability(const char* name);

}  // namespace pgoscope::cli
