#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzer/report/live/screen/figures.h"

namespace pgoscope::report {

/// Which lists the screen shows.
enum class ScreenPage : std::uint8_t { overview, statements, errors, sessions, latency };

/// What a key asks for.
enum class KeyEffect : std::uint8_t {
    none,      ///< not a key of the screen
    redraw,    ///< the same figures look different now
    question,  ///< other figures are asked for
    quit,
};

/// What the person at the screen chose.
struct ScreenControls {
    ScreenPage page = ScreenPage::overview;
    ScreenQuestion question;
    std::size_t scroll = 0;  ///< entries of the list above the screen
    bool help = false;
    bool paused = false;

    /// A key, as the character it types; arrows and the like are told as the letters that do the
    /// same, so that the screen works on a terminal without such keys.
    [[nodiscard]] KeyEffect press(char key);
};

}  // namespace pgoscope::report
