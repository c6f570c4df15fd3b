#include <cstdio>
#include <exception>
#include <string>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/interruption.h"
#include "cli/log.h"
#include "cli/printout.h"
#include "cli/run.h"
#include "cli/usage_error.h"

namespace {

/// Without standard streams, as after `>&-`, their numbers would go to what is opened next, and
/// what is printed into a socket. Held so, each fails as a closed one does.
void hold_standard_streams() {
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(number, F_GETFD) < 0)
            (void)open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace pgoscope::cli;
    hold_standard_streams();
    try {
        watch_for_interruption();
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const auto command = parse_arguments(arguments, Surroundings::look());
        if (const auto* printout = std::get_if<Printout>(&command)) return print(*printout);
        return run(std::get<Configuration>(command));
    } catch (const UsageError& error) {
        Log(LogLevel::error).error(error.what());
    } catch (const std::exception& error) {
        (void)std::fprintf(stderr, "pgoscope: error: %s\n", error.what());
    }
    return static_cast<int>(ExitCode::failed);
}
