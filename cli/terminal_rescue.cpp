#include "cli/terminal_rescue.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>

#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#include "cli/interruption.h"

namespace pgoscope::cli {
namespace {

// A signal handler can reach nothing but what is static.
constexpr std::array fatal_signals{SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGABRT,
                                   SIGTRAP, SIGSYS, SIGQUIT, SIGXCPU};
constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> armed{false};
std::array<char, 256> sequence_bytes{};
std::size_t sequence_size = 0;
termios modes{};
bool modes_known = false;
std::array<struct sigaction, fatal_signals.size()> fatal_before{};
std::array<struct sigaction, ending_signals.size()> ending_before{};
// Where a handler runs when the stack is what overflowed.
std::array<char, std::size_t{64} * 1024> other_stack{};
stack_t stack_before{};

// Calls nothing but what is async-signal-safe (signal-safety(7)).
void give_back() noexcept {
    if (!armed.exchange(false)) return;
    unblock_terminal();
    const char* bytes = sequence_bytes.data();
    for (auto left = sequence_size; left > 0;) {
        const auto written = ::write(STDOUT_FILENO, bytes, left);
        if (written <= 0) break;
        bytes += written;
        left -= static_cast<std::size_t>(written);
    }
    if (modes_known) (void)::tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

extern "C" void give_back_and_die(int number) {
    give_back();
    die_of(number);
}

extern "C" void end_or_die(int number) {
    if (interruption().load(std::memory_order_relaxed)) return give_back_and_die(number);
    for (std::size_t i = 0; i < ending_signals.size(); ++i) {
        const auto* before = &ending_before[i];
        if (ending_signals[i] == number && before->sa_handler != SIG_DFL)
            return before->sa_handler(number);
    }
    give_back_and_die(number);
}

extern "C" void give_back_at_exit() {
    give_back();
}

template <std::size_t Count>
void install(const std::array<int, Count>& numbers, void (*handler)(int),
             std::array<struct sigaction, Count>& before) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_ONSTACK;
    (void)::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < Count; ++i) {
        (void)::sigaction(numbers[i], &action, &before[i]);
        // Whoever started this program, such as nohup(1), wants it to go on.
        if (before[i].sa_handler == SIG_IGN) (void)::sigaction(numbers[i], &before[i], nullptr);
    }
}

}  // namespace

void unblock_terminal() noexcept {
    // Output that is started again wakes who waits for room; flushing alone does not on a
    // pseudo-terminal.
    // NOLINTBEGIN(concurrency-mt-unsafe): about one terminal, which is ours
    (void)::tcflow(STDOUT_FILENO, TCOOFF);
    (void)::tcflush(STDOUT_FILENO, TCOFLUSH);
    (void)::tcflow(STDOUT_FILENO, TCOON);
    // NOLINTEND(concurrency-mt-unsafe)
}

TerminalRescue::TerminalRescue() {
    modes_known = ::tcgetattr(STDIN_FILENO, &modes) == 0;
    stack_t stack{};
    stack.ss_sp = other_stack.data();
    stack.ss_size = other_stack.size();
    (void)::sigaltstack(&stack, &stack_before);
    install(fatal_signals, give_back_and_die, fatal_before);
    install(ending_signals, end_or_die, ending_before);
    static const bool at_exit = std::atexit(give_back_at_exit) == 0;
    (void)at_exit;
}

void TerminalRescue::arm(std::string_view sequence) {
    sequence_size = std::min(sequence.size(), sequence_bytes.size());
    std::copy_n(sequence.begin(), sequence_size, sequence_bytes.begin());
    armed = true;
}

TerminalRescue::~TerminalRescue() {
    armed = false;
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        (void)::sigaction(fatal_signals[i], &fatal_before[i], nullptr);
    for (std::size_t i = 0; i < ending_signals.size(); ++i)
        (void)::sigaction(ending_signals[i], &ending_before[i], nullptr);
    (void)::sigaltstack(&stack_before, nullptr);
}

}  // namespace pgoscope::cli
