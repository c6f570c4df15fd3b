#include <cerrno>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <linux/sockios.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "cli/privileges/privileges.h"

namespace pgoscope::cli {
namespace {

// What the program does once it listens. No way to start a program or a thread, to trace, to mount,
// to change users; no way to the network but what is open (and datagrams to the service manager).
constexpr int allowed_calls[] = {
    // Memory. Pages that can be executed are no use: everything is linked and loaded.
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    // Descriptors that are open.
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(fcntl),
    SCMP_SYS(close),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(timerfd_settime),
    // Files: reports that appear when whole, packets that rotate. Whose files, the user decides.
    SCMP_SYS(openat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fchmod),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    // Packets, and answers of the metrics port.
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(getsockname),
    // Threads that run, or were started just before; signals, the end.
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    // AddressSanitizer asks as a thread begins, which it may do after it was started.
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    // Where the clock cannot be read without a call.
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    // About this process.
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrandom),
#ifdef __SANITIZE_ADDRESS__
    // The sanitizers find out through a pipe whether memory can be read.
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
#endif
};

// The terminal's size and modes, what is waiting to be read, whether an interface is up. Above all
// not TIOCSTI, which types in the user's name.
constexpr unsigned long allowed_ioctls[] = {
    TCGETS,    TCSETS,   TCSETSW, TCSETSF,      TIOCGWINSZ,  TCFLSH,       TCXONC,
    TIOCGPGRP, FIONREAD, FIONBIO, SIOCGIFFLAGS, SIOCGIFNAME, SIOCGIFINDEX,
};

/// The filter as it is built up; throws where libseccomp or the kernel refuse.
class Filter {
  public:
    Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
        if (!context_) fail(ENOMEM);
        set(SCMP_FLTATR_CTL_TSYNC, 1);     // all threads
        set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary tree: `poll` and `write` are called often
    }

    void allow(int call) {
        succeed(seccomp_rule_add_array(context_.get(), allowed, call, 0, nullptr));
    }
    void allow(int call, scmp_arg_cmp condition) {
        succeed(seccomp_rule_add_array(context_.get(), allowed, call, 1, &condition));
    }
    void load() { succeed(seccomp_load(context_.get())); }

  private:
    static constexpr std::uint32_t allowed = SCMP_ACT_ALLOW;

    struct Release {
        void operator()(void* context) const noexcept { seccomp_release(context); }
    };

    [[noreturn]] static void fail(int error_number) {
        throw std::runtime_error(
            "cannot give up system calls: the kernel takes no seccomp filter: " +
            std::generic_category().message(error_number));
    }
    /// libseccomp answers a negative error number.
    static void succeed(int answer) {
        if (answer < 0) fail(-answer);
    }
    void set(scmp_filter_attr attribute, std::uint32_t value) {
        succeed(seccomp_attr_set(context_.get(), attribute, value));
    }

    std::unique_ptr<void, Release> context_;
};

/// A condition on one argument, counted from 0.
constexpr scmp_arg_cmp argument(unsigned index, scmp_compare compare, scmp_datum_t value) {
    return {index, compare, value, 0};
}
constexpr scmp_arg_cmp argument_without(unsigned index, scmp_datum_t bits) {
    return {index, SCMP_CMP_MASKED_EQ, bits, 0};
}

}  // namespace

void give_up_system_calls() {
    Filter filter;
    for (const int call : allowed_calls)
        filter.allow(call);
    for (const unsigned long request : allowed_ioctls)
        filter.allow(SCMP_SYS(ioctl), argument(1, SCMP_CMP_EQ, request));
    filter.allow(SCMP_SYS(mmap), argument_without(2, PROT_EXEC));
    filter.allow(SCMP_SYS(mprotect), argument_without(2, PROT_EXEC));
    // The service manager hears of us by datagrams, each from a socket of its own.
    filter.allow(SCMP_SYS(socket), argument(0, SCMP_CMP_EQ, AF_UNIX));
    // Threads that were started just before give themselves names.
    filter.allow(SCMP_SYS(prctl), argument(0, SCMP_CMP_EQ, PR_SET_NAME));
    // abort() is a signal to oneself.
    filter.allow(SCMP_SYS(tgkill), argument(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
    filter.load();
}

}  // namespace pgoscope::cli
