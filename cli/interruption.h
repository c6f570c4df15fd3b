#pragma once

#include <atomic>

namespace pgoscope::cli {

/// Turns the first SIGINT, SIGTERM or SIGHUP into a flag, so that what was read so far is still
/// reported; the second, whichever of them it is, ends the program at once. Also has a closed pipe
/// show as a failed write instead of a signal. For the whole process, from here on.
void watch_for_interruption();

/// Has SIGUSR1 ask for a report, instead of ending the program.
void watch_for_report_requests();
/// Whether one came since this was asked before.
[[nodiscard]] bool take_report_request() noexcept;

/// Set by the first signal.
[[nodiscard]] const std::atomic<bool>& interruption() noexcept;
/// Number of that signal; 0 before.
[[nodiscard]] int interrupting_signal() noexcept;

/// For a handler of this signal: has it end the process as if nobody had handled it, once the
/// handler returns. Async-signal-safe.
void die_of(int number) noexcept;

}  // namespace pgoscope::cli
