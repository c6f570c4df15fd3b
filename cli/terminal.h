#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "analyzer/report/live/screen/canvas.h"
#include "cli/terminal_rescue.h"

struct screen;  // of ncurses

namespace pgoscope::cli {

/// The terminal on standard input and output as a screen. Taken over while this lives, and given
/// back however the process ends. One at a time; its functions are called by one thread.
class Terminal {
  public:
    /// `color`: not only bold and reverse. Throws UsageError when there is no terminal that could
    /// show a screen.
    explicit Terminal(bool color);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    struct Size {
        std::size_t rows = 0;
        std::size_t columns = 0;
        friend bool operator==(const Size&, const Size&) = default;
    };
    /// As it is now: a window that was resized has its new size after the next `read_key`.
    [[nodiscard]] static Size size();

    /// Sends what changed.
    void show(const report::Canvas& canvas);

    /// Nobody sees it any more: its window was closed, or the connection to it. It takes no output
    /// and gives no key then, at once and for ever.
    [[nodiscard]] static bool is_gone();

    /// The next key, waiting for it at most so long; what is not a character is told as the letter
    /// that does the same on the screen (ScreenControls::press).
    [[nodiscard]] static std::optional<char> read_key(std::chrono::milliseconds wait);

  private:
    struct Delete {
        void operator()(::screen* taken) const noexcept;
    };

    TerminalRescue rescue_;
    std::unique_ptr<::screen, Delete> screen_;
    bool color_;
    bool utf8_ = false;
};

}  // namespace pgoscope::cli
