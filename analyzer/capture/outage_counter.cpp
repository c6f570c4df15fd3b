#include "analyzer/capture/outage_counter.h"

#include <algorithm>

namespace pgoscope::capture {
namespace {

/// Between two packets of which the second has at least so many ahead of it.
Nanoseconds longest_silence(std::optional<PacketTime> last, const PacketQueue& queue,
                            std::size_t ahead) noexcept {
    Nanoseconds longest = 0;
    for (; ahead < queue.size(); ++ahead) {
        const auto time = queue.time(ahead);
        if (last) longest = std::max(longest, time - *last);
        last = time;
    }
    return longest;
}

}  // namespace

void OutageCounter::look(bool is_down, const PacketQueue& queue, std::size_t ahead) noexcept {
    if (is_down && !outages_.lasting) {
        ++outages_.count;
        silent_ = true;
    }
    outages_.lasting = is_down;
    if (queue.size() == ahead) return;
    // Packets from before may come later than the news that the interface is down, on a busy
    // machine together with those from after.
    if (silent_ && !is_down) {
        outages_.silence += longest_silence(last_, queue, ahead);
        silent_ = false;
    }
    last_ = queue.time(queue.size() - 1);
}

}  // namespace pgoscope::capture
