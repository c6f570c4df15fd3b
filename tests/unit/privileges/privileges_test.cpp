#include "cli/privileges/privileges.h"

#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

using namespace pgoscope::cli;

namespace {

const User nobody{65534, 65534, "nobody"};

std::string file(const char* path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The line `name:` of a /proc/PID/status, fields separated by blanks.
std::string line(const std::string& status, const std::string& name) {
    const auto start = status.find("\n" + name + ":");
    if (start == std::string::npos) return "no " + name;
    auto text = status.substr(start + name.size() + 2);
    text.resize(text.find('\n'));
    std::string words;
    for (const char c : text)
        if (c != '\t' || !words.empty()) words += c == '\t' ? ' ' : c;
    while (!words.empty() && words.back() == ' ')
        words.pop_back();
    return words;
}

std::string status_after_giving_up_as(const User& user) {
    return in_child([&] {
        give_up_privileges(user);
        return file("/proc/self/status");
    });
}

const std::string no_capabilities = "0000000000000000";

/// Only root has something to give up.
bool is_root() {
    if (::geteuid() == 0) return true;
    WARN("not run as root: nothing to give up");
    return false;
}

/// A normal user who started a program with the file capability cap_net_raw.
void become_user_with_net_raw(uid_t uid) {
    constexpr std::uint32_t net_raw = 1U << CAP_NET_RAW;
    (void)::setgroups(0, nullptr);
    (void)::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    (void)::setresgid(uid, uid, uid);
    (void)::setresuid(uid, uid, uid);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct data[2]{{net_raw, net_raw, net_raw}, {0, 0, 0}};
    (void)::syscall(SYS_capset, &header, data);
    (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0);
}

}  // namespace

TEST_CASE("root becomes nobody, in no group, with no capability", "[privileges]") {
    if (!is_root()) return;
    const auto status = status_after_giving_up_as(nobody);
    CHECK(line(status, "Uid") == "65534 65534 65534 65534");
    CHECK(line(status, "Gid") == "65534 65534 65534 65534");
    CHECK(line(status, "Groups").empty());
    for (const auto* set : {"CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"}) {
        CAPTURE(set);
        CHECK(line(status, set) == no_capabilities);
    }
    CHECK(line(status, "NoNewPrivs") == "1");
}

TEST_CASE("root that stays root has no capability either", "[privileges]") {
    if (!is_root()) return;
    const auto status = status_after_giving_up_as({0, 0, "root"});
    CHECK(line(status, "Uid") == "0 0 0 0");
    CHECK(line(status, "Groups").empty());
    for (const auto* set : {"CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"}) {
        CAPTURE(set);
        CHECK(line(status, set) == no_capabilities);
    }
}

TEST_CASE("a user with a file capability keeps nothing of it", "[privileges]") {
    if (!is_root()) return;
    const auto before = in_child([] {
        become_user_with_net_raw(65534);
        return file("/proc/self/status");
    });
    CHECK(line(before, "CapEff") == "0000000000002000");
    CHECK(line(before, "CapAmb") == "0000000000002000");
    const auto after = in_child([] {
        become_user_with_net_raw(65534);
        give_up_privileges(nobody);
        return file("/proc/self/status");
    });
    CHECK(line(after, "Uid") == "65534 65534 65534 65534");
    for (const auto* set : {"CapEff", "CapPrm", "CapInh", "CapAmb"}) {
        CAPTURE(set);
        CHECK(line(after, set) == no_capabilities);
    }
    CHECK(line(after, "NoNewPrivs") == "1");
}

TEST_CASE("root of a container that may change nothing can stay root", "[privileges]") {
    if (!is_root()) return;
    const auto give_up = [](const User& user) {
        return in_child([&] {
            become_user_with_net_raw(0);
            give_up_privileges(user);
            return line(file("/proc/self/status"), "CapEff");
        });
    };
    CHECK(give_up({0, 0, "root"}) == no_capabilities);
    CHECK(give_up(nobody) ==
          "threw: cannot give up privileges: root may not leave its groups here, and can only go "
          "on with --user root: Operation not permitted");
}

TEST_CASE("a user cannot become another", "[privileges]") {
    if (!is_root()) return;
    const auto answer = in_child([] {
        become_user_with_net_raw(65534);
        give_up_privileges({1, 1, "daemon"});
        return std::string("became another");
    });
    CHECK(answer ==
          "threw: cannot give up privileges: cannot run as 'daemon': Operation not permitted");
}

TEST_CASE("no crash leaves a core file", "[privileges]") {
    const auto answer = in_child([] {
        give_up_privileges({::getuid(), ::getgid(), "self"});
        rlimit limit{1, 1};
        (void)::getrlimit(RLIMIT_CORE, &limit);
        return std::to_string(limit.rlim_max) + " " +
               std::to_string(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
    });
    CHECK(answer == "0 0");
}
