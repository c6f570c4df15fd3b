#include "cli/service_manager.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
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

class Packets final : public pgoscope::pipeline::Now {
  public:
    std::string said;

    [[nodiscard]] pgoscope::PacketTime packet_time() const override { return {}; }
    [[nodiscard]] std::uint64_t packets() const override { return 12; }
    [[nodiscard]] std::uint64_t bytes_read() const override { return 0; }
    [[nodiscard]] std::uint64_t bytes_total() const override { return 0; }
    [[nodiscard]] std::string trouble() const override { return said; }
    [[nodiscard]] pgoscope::pipeline::Snapshot snapshot(std::size_t /*window*/) override {
        throw std::logic_error("takes too long to be asked for by a service manager");
    }
    [[nodiscard]] pgoscope::pipeline::Present present() override {
        throw std::logic_error("is not made for a service manager");
    }
    void write_report() override {}
    void report_at_end() override {}
    void write_interval(std::size_t /*window*/, std::int64_t /*from*/,
                        std::int64_t /*to*/) override {}
};

using Sayings = std::vector<std::string>;
const ServiceManager::Time start{1h};

}  // namespace

TEST_CASE("without a service manager nothing is told", "[service_manager]") {
    Packets packets;
    ServiceManager manager("eth0");
    CHECK(manager.look(packets, start));
    manager.on_end(packets);
}

TEST_CASE("readiness is told once, then the status from time to time, then the end",
          "[service_manager]") {
    Listener systemd;
    Packets packets;
    ServiceManager manager("eth0");
    CHECK(systemd.heard().empty());
    CHECK(manager.look(packets, start));
    CHECK(systemd.heard() == Sayings{"READY=1", "STATUS=eth0: 12 packets"});
    CHECK(manager.look(packets, start + 1s));
    CHECK(systemd.heard().empty());
    packets.said = "eth0 is gone";
    CHECK(manager.look(packets, start + 5s));
    CHECK(systemd.heard() == Sayings{"STATUS=eth0: 12 packets; eth0 is gone"});
    manager.on_end(packets);
    CHECK(systemd.heard() == Sayings{"STOPPING=1\nSTATUS=making the last report"});
}

TEST_CASE("the watchdog hears twice in the time it waits", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s);
    Packets packets;
    ServiceManager manager("eth0");
    for (auto now = start; now < start + 20s; now += 50ms)
        CHECK(manager.look(packets, now));
    const auto heard = systemd.heard();
    CHECK(std::count(heard.begin(), heard.end(), "WATCHDOG=1") == 4);
}

TEST_CASE("the watchdog of another process is not ours", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s, 1);
    Packets packets;
    ServiceManager manager("eth0");
    CHECK(manager.look(packets, start));
    const auto heard = systemd.heard();
    CHECK(std::count(heard.begin(), heard.end(), "WATCHDOG=1") == 0);
}

TEST_CASE("a service manager that went away is no error", "[service_manager]") {
    Listener systemd;
    systemd.watch(10s);
    Packets packets;
    ServiceManager manager("eth0");
    (void)::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
    CHECK(manager.look(packets, start));
    CHECK(systemd.heard().empty());
}
