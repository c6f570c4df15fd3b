#include "analyzer/tcp/waiting_chunks.h"

#include <algorithm>
#include <utility>

namespace pgoscope::tcp {

WaitingChunks::Iterator WaitingChunks::reaching_behind(Sequence at) const noexcept {
    return std::partition_point(chunks_.begin(), chunks_.end(),
                                [at](const Held& held) { return held.end() <= at; });
}

Sequence WaitingChunks::end_of_chunk_at(Sequence at) const noexcept {
    const auto held = reaching_behind(at);
    return held != chunks_.end() && held->start <= at ? held->end() : at;
}

Sequence WaitingChunks::start_behind(Sequence at) const noexcept {
    const auto held = std::partition_point(chunks_.begin(), chunks_.end(),
                                           [at](const Held& each) { return each.start <= at; });
    return held == chunks_.end() ? none : held->start;
}

std::uint64_t WaitingChunks::conflicts(const Chunk& chunk) const noexcept {
    std::uint64_t differing = 0;
    const Sequence chunk_end = chunk.start + chunk.captured.size();
    for (auto held = reaching_behind(chunk.start); held != chunks_.end() && held->start < chunk_end;
         ++held) {
        const Sequence from = std::max(chunk.start, held->start);
        const Sequence until = std::min(chunk_end, held->start + held->captured_length);
        for (Sequence at = from; at < until; ++at)
            differing += chunk.captured[at - chunk.start] != held->bytes[at - held->start] ? 1 : 0;
    }
    return differing;
}

void WaitingChunks::insert(const Chunk& chunk) {
    auto copy = std::make_unique_for_overwrite<std::uint8_t[]>(chunk.captured.size());
    std::copy(chunk.captured.begin(), chunk.captured.end(), copy.get());
    Held held;
    held.start = chunk.start;
    held.bytes = std::move(copy);
    held.captured_length = static_cast<std::uint32_t>(chunk.captured.size());
    held.length = static_cast<std::uint32_t>(chunk.length);
    held.arrival = chunk.arrival;
    chunks_.insert(reaching_behind(chunk.start), std::move(held));
    bytes_ += chunk.captured.size();
}

}  // namespace pgoscope::tcp
