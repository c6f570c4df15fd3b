#include "cli/terminal.h"

#include <algorithm>
#include <array>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <string>
#include <string_view>
#include <thread>

#include <langinfo.h>
#include <poll.h>
#include <unistd.h>

#include "cli/terminfo.h"
#include "cli/usage_error.h"

#define NCURSES_NOMACROS
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace pgoscope::cli {
namespace {

using report::Paint;

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value != nullptr ? value : "";
}

void define_colors() {
    (void)::start_color();
    const short background =
        ::use_default_colors() == OK ? static_cast<short>(-1) : static_cast<short>(COLOR_BLACK);
    const auto define = [background](Paint paint, short color) {
        (void)::init_pair(static_cast<short>(paint), color, background);
    };
    define(Paint::frontend, COLOR_CYAN);
    define(Paint::backend, COLOR_GREEN);
    define(Paint::error, COLOR_RED);
    define(Paint::warning, COLOR_YELLOW);
    define(Paint::good, COLOR_GREEN);
}

attr_t attributes_of(Paint paint) noexcept {
    switch (paint) {
        case Paint::dim:
            return A_DIM;
        case Paint::header:
        case Paint::error:
            return A_BOLD;
        default:
            return A_NORMAL;
    }
}

constexpr short no_color = 0;

short color_of(Paint paint) noexcept {
    switch (paint) {
        case Paint::plain:
        case Paint::dim:
        case Paint::header:
            return no_color;
        default:
            return static_cast<short>(paint);
    }
}

/// What stands for a glyph on a terminal that knows nothing but ASCII.
wchar_t ascii_of(char32_t glyph) noexcept {
    static constexpr std::string_view heights = "_.-~=+*#";
    constexpr char32_t lowest_block = U'\u2581';
    if (glyph < 0x7f) return static_cast<wchar_t>(glyph);
    if (glyph >= lowest_block && glyph < lowest_block + heights.size())
        return static_cast<wchar_t>(heights[glyph - lowest_block]);
    return glyph == U'\u2026' ? L'~' : L'?';
}

char letter_of(wint_t key) noexcept {
    switch (key) {
        case KEY_UP:
            return 'k';
        case KEY_DOWN:
            return 'j';
        case KEY_PPAGE:
            return 'u';
        case KEY_NPAGE:
            return 'd';
        case KEY_HOME:
            return 'g';
        default:
            return '\0';
    }
}

}  // namespace

Terminal::Terminal(bool color) : color_(color) {
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1)
        throw UsageError("--top needs a terminal on standard input and output");
    // NOLINTBEGIN(concurrency-mt-unsafe): before there are threads
    (void)std::setlocale(LC_CTYPE, "");
    utf8_ = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
    // NOLINTEND(concurrency-mt-unsafe)
    // A program that is stopped loses packets; ncurses leaves the signal alone when it is ignored.
    (void)std::signal(SIGTSTP, SIG_IGN);
    screen_.reset(::newterm(nullptr, stdout, stdin));
    if (!screen_)
        throw UsageError("--top cannot draw on a terminal of type '" +
                         std::string(environment("TERM")) +
                         "'; set TERM to what it is, such as xterm-256color");
    rescue_.arm(terminal_capability("sgr0") + terminal_capability("cnorm") +
                terminal_capability("rmkx") + terminal_capability("rmcup"));
    (void)::cbreak();
    (void)::noecho();
    (void)::nonl();
    (void)::keypad(stdscr, TRUE);
    (void)::curs_set(0);
    (void)::set_escdelay(50);
    color_ = color_ && ::has_colors();
    if (color_) define_colors();
}

Terminal::~Terminal() {
    (void)::endwin();
    (void)std::signal(SIGTSTP, SIG_DFL);
}

void Terminal::Delete::operator()(::screen* taken) const noexcept {
    ::delscreen(taken);
}

Terminal::Size Terminal::size() {
    return {static_cast<std::size_t>(std::max(::getmaxy(stdscr), 0)),
            static_cast<std::size_t>(std::max(::getmaxx(stdscr), 0))};
}

void Terminal::show(const report::Canvas& canvas) {
    (void)::werase(stdscr);
    for (std::size_t row = 0; row < canvas.rows(); ++row)
        for (std::size_t column = 0; column < canvas.columns(); ++column) {
            const auto& cell = canvas.at(row, column);
            if (cell.glyph == 0) continue;  // drawn with the glyph to the left
            const bool wide =
                column + 1 < canvas.columns() && canvas.at(row, column + 1).glyph == 0;
            auto glyph = utf8_ ? static_cast<wchar_t>(cell.glyph) : ascii_of(cell.glyph);
            // Where the C library disagrees about its width, all cells behind would move.
            if (::wcwidth(glyph) != (wide && utf8_ ? 2 : 1)) glyph = L'?';
            const std::array<wchar_t, 2> text{glyph, L'\0'};
            const auto attributes = attributes_of(cell.paint) | (cell.bar ? A_REVERSE : A_NORMAL);
            cchar_t drawn{};
            (void)::setcchar(&drawn, text.data(), attributes,
                             color_ ? color_of(cell.paint) : no_color, nullptr);
            (void)::mvwadd_wch(stdscr, static_cast<int>(row), static_cast<int>(column), &drawn);
        }
    (void)::wrefresh(stdscr);
}

bool Terminal::is_gone() {
    std::array<pollfd, 2> ends{{{STDIN_FILENO, 0, 0}, {STDOUT_FILENO, 0, 0}}};
    // What is asked for is told without asking: POLLERR, POLLHUP, POLLNVAL.
    return ::poll(ends.data(), ends.size(), 0) > 0;
}

std::optional<char> Terminal::read_key(std::chrono::milliseconds wait) {
    const auto end = std::chrono::steady_clock::now() + wait;
    ::wtimeout(stdscr, static_cast<int>(wait.count()));
    wint_t key = 0;
    switch (::wget_wch(stdscr, &key)) {
        case OK:
            return key > 0 && key < 0x7f ? std::optional(static_cast<char>(key)) : std::nullopt;
        case KEY_CODE_YES:
            if (const char letter = letter_of(key); letter != '\0') return letter;
            return std::nullopt;
        default:
            // No key in time, or an error that comes at once, time and again.
            std::this_thread::sleep_until(end);
            return std::nullopt;
    }
}

}  // namespace pgoscope::cli
