#pragma once

#include <csignal>

namespace pgoscope::cli {

/// While this lives, no signal interrupts the calling thread, nor ever any thread that it starts
/// meanwhile: they come to the one that reads packets, whose wait they break off. What a thread
/// itself brings about, such as SIGSEGV, still does.
class BlockedSignals {
  public:
    BlockedSignals() {
        sigset_t all{};
        (void)::sigfillset(&all);
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
            (void)::sigdelset(&all, own);
        (void)::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~BlockedSignals() { (void)::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace pgoscope::cli
