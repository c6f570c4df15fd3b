#include "cli/service_manager.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using pgoscope::cli::ServiceManager;
using namespace std::chrono_literals;

namespace {

/// The socket on which systemd would listen.
class Listener {
  public:
    Listener() {
        path_ = "/tmp/service_manager_test." + std::to_string(::getpid());
        descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
        (void)::unlink(path_.c_str());
        REQUIRE(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
                0);
        (void)::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~Listener() {
        (void)::unsetenv("NOTIFY_SOCKET");
        (void)::unsetenv("WATCHDOG_USEC");
        (void)::unsetenv("WATCHDOG_PID");
        (void)::close(descriptor_);
        (void)::unlink(path_.c_str());
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void watch(std::chrono::microseconds patience, pid_t process = ::getpid()) {
        (void)::setenv("WATCHDOG_USEC", std::to_string(patience.count()).c_str(), 1);
        (void)::setenv("WATCHDOG_PID", std::to_string(process).c_str(), 1);
    }

    /// All that came since it was last asked.
    std::vector<std::string> heard() {
        std::vector<std::string> all;
        std::array<char, 1024> text{};
        for (ssize_t size = 0; (size = ::recv(descriptor_, text.data(), text.size(), 0)) > 0;)
            all.emplace_back(text.data(), static_cast<std::size_t>(size));
        return all;
    }

  private:
    std::string path_;
    int descriptor_ = -1;
};

using Sayings = std::vector<std::string>;
const ServiceManager::Clock::time_point start{1h};

}  // namespace

TEST_CASE("without a service manager nothing is told", "[service_manager]") {
    ServiceManager manager;
    CHECK_FALSE(manager.listens());
    CHECK_FALSE(manager.wants_status(start));
    manager.ready("listening");
    manager.alive(start);
    manager.status("listening", start);
    manager.stopping();
}

TEST_CASE("readiness, status and the end are told", "[service_manager]") {
    Listener systemd;
    ServiceManager manager;
    CHECK(manager.listens());
    manager.ready("listening on eth0");
    CHECK(systemd.heard() == Sayings{"READY=1\nSTATUS=listening on eth0"});
    manager.status("3 sessions", start);
    CHECK(systemd.heard() == Sayings{"STATUS=3 sessions"});
    manager.stopping();
    CHECK(systemd.heard() == Sayings{"STOPPING=1\nSTATUS=making the last report"});
}

TEST_CASE("a status is wanted from time to time", "[service_manager]") {
    Listener systemd;
    ServiceManager manager;
    CHECK(manager.wants_status(start));
    manager.status("one", start);
    CHECK_FALSE(manager.wants_status(start + 1s));
    CHECK(manager.wants_status(start + 5s));
}

TEST_CASE("the watchdog hears twice in the time it waits", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s);
    ServiceManager manager;
    for (auto now = start; now < start + 20s; now += 50ms)
        manager.alive(now);
    CHECK(systemd.heard() == Sayings(4, "WATCHDOG=1"));
}

TEST_CASE("the watchdog of another process is not ours", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s, 1);
    ServiceManager manager;
    manager.alive(start);
    CHECK(systemd.heard().empty());
}

TEST_CASE("a service manager that went away is no error", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s);
    ServiceManager manager;
    (void)::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
    manager.ready("listening");
    manager.alive(start);
    CHECK(systemd.heard().empty());
}
