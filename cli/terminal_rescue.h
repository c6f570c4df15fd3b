#pragma once

#include <string_view>

namespace pgoscope::cli {

/// Drops what waits to be written to a terminal that takes nothing, stopped by ^S or behind a
/// connection that hangs: whoever waits in a write goes on. Async-signal-safe.
void unblock_terminal() noexcept;

/// Gives the terminal back whatever ends the process, as long as this lives: a fatal signal, the
/// second SIGINT or SIGTERM, `abort`, an exception that nobody catches, `exit`. Signals then do
/// what they do anyway. One at a time, in the thread whose stack may overflow.
class TerminalRescue {
  public:
    /// Remembers the modes of the terminal on standard input.
    TerminalRescue();
    ~TerminalRescue();
    TerminalRescue(const TerminalRescue&) = delete;
    TerminalRescue& operator=(const TerminalRescue&) = delete;

    /// From now on there is something to give back: the terminal leaves the modes of the screen
    /// with these bytes, 256 at most.
    void arm(std::string_view sequence);
};

}  // namespace pgoscope::cli
