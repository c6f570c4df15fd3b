#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "analyzer/tcp/chunk.h"

namespace pgoscope::tcp {

/// The bytes of one direction that wait behind a hole: copies of chunks, sorted, never overlapping.
class WaitingChunks {
  public:
    static constexpr Sequence none = std::numeric_limits<Sequence>::max();

    [[nodiscard]] bool empty() const noexcept { return chunks_.empty(); }
    [[nodiscard]] std::size_t count() const noexcept { return chunks_.size(); }
    /// Captured bytes held.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    /// Where the first chunk starts, `none` without one.
    [[nodiscard]] Sequence start() const noexcept {
        return chunks_.empty() ? none : chunks_.front().start;
    }
    /// When and how the first chunk came; there must be one.
    [[nodiscard]] const Arrival& arrival() const noexcept { return chunks_.front().arrival; }
    /// Where the last chunk ends; there must be one.
    [[nodiscard]] Sequence end() const noexcept { return chunks_.back().end(); }

    /// The end of the chunk that holds `at`, or `at` itself when none does.
    [[nodiscard]] Sequence end_of_chunk_at(Sequence at) const noexcept;
    /// The start of the first chunk behind `at`, `none` without one.
    [[nodiscard]] Sequence start_behind(Sequence at) const noexcept;
    /// How many bytes of `chunk` differ from what is held of the same places.
    [[nodiscard]] std::uint64_t conflicts(const Chunk& chunk) const noexcept;

    /// Copies a chunk that overlaps none.
    void insert(const Chunk& chunk);
    /// Calls `deliver(chunk)` for the chunks that follow each other from `from` on, then forgets
    /// them.
    template <typename Deliver>
    void drain_from(Sequence from, Deliver deliver) {
        auto chunk = chunks_.begin();
        for (; chunk != chunks_.end() && chunk->start == from; ++chunk) {
            from = chunk->end();
            bytes_ -= chunk->captured_length;
            deliver(chunk->view());
        }
        chunks_.erase(chunks_.begin(), chunk);
    }

    /// Memory charged for a chunk: its bytes, and its record twice as vectors grow by doubling.
    [[nodiscard]] static std::uint64_t footprint(std::uint64_t captured_bytes) noexcept {
        return captured_bytes + 2 * sizeof(Held);
    }

  private:
    struct Held {
        Sequence start = 0;
        std::unique_ptr<std::uint8_t[]> bytes;
        std::uint32_t captured_length = 0;
        std::uint32_t length = 0;
        Arrival arrival;

        [[nodiscard]] Sequence end() const noexcept { return start + length; }
        [[nodiscard]] Bytes captured() const noexcept { return {bytes.get(), captured_length}; }
        [[nodiscard]] Chunk view() const noexcept { return {start, length, captured(), arrival}; }
    };
    using Iterator = std::vector<Held>::const_iterator;

    /// The first chunk that ends behind `at`.
    [[nodiscard]] Iterator reaching_behind(Sequence at) const noexcept;

    std::vector<Held> chunks_;
    std::uint64_t bytes_ = 0;
};

}  // namespace pgoscope::tcp
