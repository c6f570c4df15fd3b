#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "cli/privileges/privileges.h"

using namespace pgoscope::cli;

namespace {

/// "allowed", or the error of a call that answered `result`.
std::string outcome(long result) {
    if (result >= 0) return "allowed";
    return errno == EPERM ? "EPERM" : "error " + std::to_string(errno);
}

template <class Call>
std::string after_giving_up(Call call) {
    return in_child([&] {
        give_up_system_calls();
        return outcome(static_cast<long>(call()));
    });
}

constexpr std::size_t page = 4096;

void* map(int protection) {
    return ::mmap(nullptr, page, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

}  // namespace

TEST_CASE("what could harm others answers EPERM", "[privileges]") {
    CHECK(after_giving_up([] { return ::fork(); }) == "EPERM");
    CHECK(after_giving_up([] { return ::execl("/bin/true", "true", nullptr); }) == "EPERM");
    CHECK(after_giving_up([] { return ::socket(AF_INET, SOCK_STREAM, 0); }) == "EPERM");
    CHECK(after_giving_up([] { return ::socket(AF_PACKET, SOCK_RAW, 0); }) == "EPERM");
    CHECK(after_giving_up([] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }) == "EPERM");
    CHECK(after_giving_up([] { return ::setuid(::getuid()); }) == "EPERM");
    CHECK(after_giving_up([] { return ::chmod("/dev/null", 0666); }) == "EPERM");
    CHECK(after_giving_up([] { return ::kill(::getppid(), 0); }) == "EPERM");
    const char key = 'x';
    CHECK(after_giving_up([&] { return ::ioctl(0, TIOCSTI, &key); }) == "EPERM");
    CHECK(after_giving_up([] { return map(PROT_READ | PROT_EXEC) == MAP_FAILED ? -1 : 0; }) ==
          "EPERM");
    CHECK(after_giving_up([] { return ::mprotect(map(PROT_READ), page, PROT_READ | PROT_EXEC); }) ==
          "EPERM");
}

TEST_CASE("what listening needs still works", "[privileges]") {
    char path[] = "/tmp/system_calls_test-XXXXXX";
    const int descriptor = ::mkstemp(path);
    REQUIRE(descriptor >= 0);
    (void)::close(descriptor);
    const auto other = std::string(path) + ".1";
    CHECK(after_giving_up([&] { return ::rename(path, other.c_str()); }) == "allowed");
    CHECK(after_giving_up([&] { return ::open(path, O_CREAT | O_WRONLY, 0600); }) == "allowed");
    CHECK(after_giving_up([&] { return ::unlink(path); }) == "allowed");
    CHECK(after_giving_up([&] { return ::unlink(other.c_str()); }) == "allowed");
    CHECK(after_giving_up([] { return ::socket(AF_UNIX, SOCK_DGRAM, 0); }) == "allowed");
    CHECK(after_giving_up([] { return map(PROT_READ | PROT_WRITE) == MAP_FAILED ? -1 : 0; }) ==
          "allowed");
}

TEST_CASE("a crash still ends the process", "[privileges]") {
    CHECK(in_child([] {
              give_up_privileges({::getuid(), ::getgid(), "self"});  // no core file
              give_up_system_calls();
              std::abort();
              return std::string("lives");
          }) == "ended with " + std::to_string(SIGABRT));
}

TEST_CASE("threads that run already lose their system calls too", "[privileges]") {
    const auto answer = in_child([] {
        std::atomic<bool> runs{false};
        std::atomic<bool> given_up{false};
        std::string result;
        std::thread worker([&] {
            runs = true;
            while (!given_up)
                std::this_thread::yield();
            result = outcome(::socket(AF_INET, SOCK_STREAM, 0));
        });
        while (!runs)
            std::this_thread::yield();
        give_up_system_calls();
        given_up = true;
        worker.join();
        return result;
    });
    CHECK(answer == "EPERM");
}
