#pragma once

namespace pgoscope::cli {

/// What the program finds around it and lets decide defaults.
struct Surroundings {
    bool output_is_terminal = false;
    bool errors_are_terminal = false;
    /// NO_COLOR is set (https://no-color.org), or the terminal is too dumb for colors.
    bool no_color = false;
    /// Columns of the terminal that standard output is; 0 = not known.
    unsigned width = 0;

    [[nodiscard]] static Surroundings look();
};

}  // namespace pgoscope::cli
