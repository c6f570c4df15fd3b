#include "cli/process_metrics.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analyzer/report/live/metrics/families.h"

namespace pgoscope::cli {
namespace {

double seconds(const timeval& time) noexcept {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// The first two numbers of /proc/self/statm: pages of address space and of memory (proc(5)).
std::array<std::uint64_t, 2> pages_of(int statm) {
    std::array<std::uint64_t, 2> pages{};
    std::array<char, 128> text{};
    const auto size = ::pread(statm, text.data(), text.size(), 0);
    const char* at = text.data();
    const char* end = at + (size > 0 ? size : 0);
    for (auto& number : pages) {
        const auto read = std::from_chars(at, end, number);
        at = read.ptr < end ? read.ptr + 1 : end;
    }
    return pages;
}

}  // namespace

ProcessMetrics::ProcessMetrics()
    : statm_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)),
      started_(std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
                   .count()) {}

ProcessMetrics::~ProcessMetrics() {
    if (statm_ >= 0) ::close(statm_);
}

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
    using report::MetricFamilyBuilder;
    report::MetricFamilies families;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const auto [virtual_pages, resident_pages] = pages_of(statm_);
    MetricFamilyBuilder::gauge("process_virtual_memory_bytes", "Address space in use.")
        .add(virtual_pages * page)
        .to(families);
    MetricFamilyBuilder::gauge("process_resident_memory_bytes", "Memory in use.")
        .add(resident_pages * page)
        .to(families);
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        MetricFamilyBuilder::counter("process_cpu_seconds_total", "Time on a processor.")
            .add(seconds(usage.ru_utime) + seconds(usage.ru_stime))
            .to(families);
    MetricFamilyBuilder::gauge("process_start_time_seconds", "When it began, since 1970.")
        .add(started_)
        .to(families);
    return families;
}

}  // namespace pgoscope::cli
