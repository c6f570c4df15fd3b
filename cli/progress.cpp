#include "cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <fmt/format.h>

namespace pgoscope::cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

std::string binary_size(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < std::size(units)) {
        size /= 1024;
        ++unit;
    }
    return fmt::format("{:.{}f} {}", size, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace

std::string progress_line(std::uint64_t bytes_read, std::uint64_t bytes_total) {
    constexpr unsigned width = 40;
    if (bytes_total == 0) return binary_size(bytes_read) + " read";
    const double share =
        std::min(1.0, static_cast<double>(bytes_read) / static_cast<double>(bytes_total));
    const auto done = static_cast<unsigned>(share * width);
    return fmt::format("[{:=<{}}{:<{}}] {:3.0f} %  {} of {}", "", done, done < width ? ">" : "",
                       width - done, share * 100, binary_size(bytes_read),
                       binary_size(bytes_total));
}

Progress::Progress(Patience patience)
    : next_(Clock::now() + std::chrono::milliseconds(patience == Patience::half_second ? 500 : 0)) {
}

Progress::~Progress() {
    clear();
}

void Progress::update(std::uint64_t bytes_read, std::uint64_t bytes_total) {
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    drawn_ = true;
    (void)std::fputs((std::string(erase_line) + progress_line(bytes_read, bytes_total)).c_str(),
                     stderr);
}

void Progress::clear() {
    if (!drawn_) return;
    drawn_ = false;
    (void)std::fputs(std::string(erase_line).c_str(), stderr);
}

}  // namespace pgoscope::cli
