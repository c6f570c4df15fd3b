#include "cli/interruption.h"

#include <csignal>

namespace pgoscope::cli {
namespace {

// A signal handler can reach nothing but what is static.
std::atomic<bool> interrupted{false};
std::atomic<int> signal_number{0};
std::atomic<bool> report_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void note_interruption(int number) {
    if (interrupted.exchange(true, std::memory_order_relaxed)) return die_of(number);
    signal_number.store(number, std::memory_order_relaxed);
}

extern "C" void note_report_request(int /*number*/) {
    report_requested.store(true, std::memory_order_relaxed);
}

}  // namespace

void watch_for_interruption() {
    struct sigaction action {};
    action.sa_handler = note_interruption;
    // Without SA_RESTART a read from an idle pipe ends.
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, nullptr);
    (void)sigaction(SIGTERM, &action, nullptr);
    // Whoever started this program so, as nohup(1) does, wants it to outlive its terminal.
    struct sigaction hang_up {};
    if (sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
        (void)sigaction(SIGHUP, &action, nullptr);

    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGPIPE, &ignore, nullptr);
}

void watch_for_report_requests() {
    struct sigaction action {};
    action.sa_handler = note_report_request;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGUSR1, &action, nullptr);
}

bool take_report_request() noexcept {
    return report_requested.exchange(false, std::memory_order_relaxed);
}

const std::atomic<bool>& interruption() noexcept {
    return interrupted;
}
int interrupting_signal() noexcept {
    return signal_number.load(std::memory_order_relaxed);
}

void die_of(int number) noexcept {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, nullptr);
    (void)raise(number);  // blocked until the handler returns
}

}  // namespace pgoscope::cli
