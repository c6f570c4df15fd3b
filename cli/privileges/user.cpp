#include "cli/privileges/user.h"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

std::optional<uid_t> number(std::string_view text) {
    uid_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    // The highest number means "leave it as it is" to those who change users.
    if (error != std::errc() || rest != end || value == static_cast<uid_t>(-1)) return std::nullopt;
    return value;
}

/// `ask` is getpwnam_r or getpwuid_r with the user already bound.
template <class Ask>
std::optional<User> look_up(const Ask& ask) {
    std::vector<char> text(1024);
    passwd entry{};
    passwd* found = nullptr;
    while (ask(&entry, text.data(), text.size(), &found) == ERANGE)
        text.resize(text.size() * 2);
    if (found == nullptr) return std::nullopt;
    return User{found->pw_uid, found->pw_gid, found->pw_name};
}

std::optional<User> user_named(const std::string& name) {
    return look_up([&](passwd* entry, char* text, std::size_t size, passwd** found) {
        return ::getpwnam_r(name.c_str(), entry, text, size, found);
    });
}

/// Containers often run as numbers that no name belongs to; the group then has the same number.
User user_numbered(uid_t uid) {
    const auto user = look_up([&](passwd* entry, char* text, std::size_t size, passwd** found) {
        return ::getpwuid_r(uid, entry, text, size, found);
    });
    return user ? *user : User{uid, uid, std::to_string(uid)};
}

User user_requested(const std::string& requested) {
    if (const auto user = user_named(requested)) return *user;
    if (const auto uid = number(requested)) return user_numbered(*uid);
    throw UsageError("--user: there is no user '" + requested + "'; name one of this system");
}

}  // namespace

Invocation Invocation::of_this_process() {
    // Called before there are threads.
    const char* sudo_uid = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe)
    return {::getuid(), ::getgid(), sudo_uid != nullptr ? sudo_uid : ""};
}

User choose_user(const std::string& requested, const Invocation& invocation) {
    if (invocation.uid != 0) {
        auto self = user_numbered(invocation.uid);
        self.gid = invocation.gid;
        if (!requested.empty() && user_requested(requested).uid != self.uid)
            throw UsageError("--user: only root can listen as somebody else than '" + self.name +
                             "'; leave it out, or start pgoscope with sudo");
        return self;
    }
    if (!requested.empty()) return user_requested(requested);
    const auto caller = number(invocation.sudo_uid);
    if (caller && *caller != 0) return user_numbered(*caller);
    if (const auto nobody = user_named("nobody")) return *nobody;
    throw UsageError(
        "there is no user 'nobody' to run as once the interfaces are open; name another with "
        "--user");
}

}  // namespace pgoscope::cli
