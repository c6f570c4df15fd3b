#include "cli/surroundings.h"

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace pgoscope::cli {
namespace {

// Called before there are threads.
std::string_view environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? value : "";
}

}  // namespace

Surroundings Surroundings::look() {
    Surroundings found;
    found.output_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    found.errors_are_terminal = ::isatty(STDERR_FILENO) == 1;
    found.no_color = !environment("NO_COLOR").empty() || environment("TERM") == "dumb";
    winsize size{};
    if (found.output_is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        found.width = size.ws_col;
    return found;
}

}  // namespace pgoscope::cli
