#pragma once

#include <array>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace pgoscope::cli {

/// What `work` answers, run in a child process, since what it gives up does not come back. It must
/// not start from a process with threads. "threw: ..." when it throws; "ended with N" when it
/// does not live to answer.
inline std::string in_child(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no child");
    if (child == 0) {
        (void)std::signal(SIGABRT,
                          SIG_DFL);  // not Catch2's, which reports the child's end as its own
        std::string answer;
        try {
            answer = work();
        } catch (const std::exception& error) {
            answer = std::string("threw: ") + error.what();
        }
        (void)!::write(ends[1], answer.data(), answer.size());
        ::_exit(0);
    }
    (void)::close(ends[1]);
    std::string answer;
    std::array<char, 4096> piece{};
    for (ssize_t size = 0; (size = ::read(ends[0], piece.data(), piece.size())) > 0;)
        answer.append(piece.data(), static_cast<std::size_t>(size));
    (void)::close(ends[0]);
    int status = 0;
    (void)::waitpid(child, &status, 0);
    return status == 0 ? answer : "ended with " + std::to_string(status);
}

}  // namespace pgoscope::cli
