#pragma once

#include <string>

#include <sys/types.h>

namespace pgoscope::cli {

/// Somebody whom a process can run as.
struct User {
    uid_t uid = 0;
    gid_t gid = 0;     ///< the primary group
    std::string name;  ///< or the number, where the system knows no name
};

/// How this process came to run, as far as it says who is behind it.
struct Invocation {
    uid_t uid = 0;  ///< the real one
    gid_t gid = 0;
    /// What sudo says of who called it (SUDO_UID); empty without sudo. Only for root's own process
    /// to be believed: the environment belongs to whoever started the program.
    std::string sudo_uid;

    [[nodiscard]] static Invocation of_this_process();
};

/// Whom to listen as: `requested` (a name or a number), else whoever called sudo, else `nobody`.
/// Who is not root stays who he is, and can ask for nobody else. Root is the answer only where it
/// is asked for. Throws UsageError.
[[nodiscard]] User choose_user(const std::string& requested, const Invocation& invocation);

}  // namespace pgoscope::cli
