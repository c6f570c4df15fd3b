#pragma once

#include <algorithm>
#include <cstddef>

#include "analyzer/tcp/sequence.h"
#include "analyzer/tcp/stream_handler.h"
#include "dissectors/bytes.h"

namespace pgoscope::tcp {

/// Consecutive bytes of one direction as a segment brought them. `captured` views the packet and
/// may be shorter than `length`: then the capture cut the end.
struct Chunk {
    Sequence start = 0;
    Sequence length = 0;
    Bytes captured;
    Arrival arrival;

    [[nodiscard]] Sequence end() const noexcept { return start + length; }
    [[nodiscard]] bool empty() const noexcept { return length == 0; }

    /// Cuts off and returns what lies before `until`; all of it when `until` is beyond the end.
    Chunk take(Sequence until) noexcept {
        const Sequence taken = until <= start ? 0 : std::min(until - start, length);
        const auto bytes = static_cast<std::size_t>(std::min<Sequence>(taken, captured.size()));
        const Chunk front{start, taken, captured.first(bytes), arrival};
        start += taken;
        length -= taken;
        captured = captured.subspan(bytes);
        return front;
    }
};

}  // namespace pgoscope::tcp
