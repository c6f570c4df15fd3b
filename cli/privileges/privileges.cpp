#include "cli/privileges/privileges.h"

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include <cap-ng.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace pgoscope::cli {
namespace {

[[noreturn]] void fail(const std::string& what, int error_number = errno) {
    throw std::runtime_error("cannot give up privileges: " + what + ": " +
                             std::generic_category().message(error_number));
}

void check(bool done, const std::string& what) {
    if (!done) fail(what);
}

/// The bounding set says what a program started from here could gain; only CAP_SETPCAP may shrink
/// it. Without it, no_new_privs has the same effect.
void empty_bounding_set() {
    if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 0) return;
    capng_clear(CAPNG_SELECT_BOUNDS);
    check(capng_apply(CAPNG_SELECT_BOUNDS) == 0, "the capability bounding set stays");
}

struct UserIds {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;

    static UserIds of_this_process() {
        UserIds ids;
        check(::getresuid(&ids.real, &ids.effective, &ids.saved) == 0, "the user is not known");
        return ids;
    }
    [[nodiscard]] bool all_are(uid_t uid) const noexcept {
        return real == uid && effective == uid && saved == uid;
    }
};

void change_user(const User& user) {
    // In some containers root has no such capability, and can but stay who he is.
    const bool may_change_groups = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETGID) != 0;
    if (::getuid() == 0 && (may_change_groups || user.uid != 0)) {
        check(::setgroups(0, nullptr) == 0,
              "root may not leave its groups here, and can only go on with --user root");
        check(::setresgid(user.gid, user.gid, user.gid) == 0,
              "the group of '" + user.name + "' cannot be taken");
    }
    // A filter of a service manager may refuse the call even to those for whom it changes nothing.
    if (!UserIds::of_this_process().all_are(user.uid))
        check(::setresuid(user.uid, user.uid, user.uid) == 0, "cannot run as '" + user.name + "'");
}

void drop_capabilities() {
    capng_clear(CAPNG_SELECT_ALL);
    check(capng_apply(CAPNG_SELECT_CAPS) == 0, "capabilities stay");
    check(capng_apply(CAPNG_SELECT_AMBIENT) == 0, "ambient capabilities stay");
}

void forbid_core_files() {
    const rlimit none{0, 0};
    check(::setrlimit(RLIMIT_CORE, &none) == 0, "core files stay possible");
    // A core_pattern with a pipe does not ask for that limit. This also keeps debuggers of the same
    // user out.
    check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "core files stay possible");
}

/// What was given up must not come back; asked of the kernel, not of what was done before.
void verify(const User& user) {
    if (!UserIds::of_this_process().all_are(user.uid))
        fail("the process is not '" + user.name + "'", EPERM);
    if (capng_get_caps_process() != 0 || capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE)
        fail("capabilities are left", EPERM);
}

}  // namespace

void give_up_privileges(const User& user) {
    check(capng_get_caps_process() == 0, "capabilities are not known");
    empty_bounding_set();
    change_user(user);
    drop_capabilities();
    check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs is refused");
    forbid_core_files();
    verify(user);
}

}  // namespace pgoscope::cli
