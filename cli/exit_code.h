#pragma once

namespace pgoscope::cli {

/// What the program's exit status means.
enum class ExitCode : int {
    done = 0,
    condition_held = 1,  ///< of --fail-on
    /// A usage error, or input that could not be read to its end, or output not written.
    failed = 2,
    /// Added to the number of the signal that stopped the reading, as shells do.
    signal_base = 128,
};

}  // namespace pgoscope::cli
