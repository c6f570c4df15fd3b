#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/bench/recording.h"

namespace bench {

/// One conversation told by another client, its middle `repeats` times: packet after packet with
/// addresses, ports, times and sequence numbers shifted. Checksums stay as they were, since those
/// who measure do not verify them.
class ConversationCopy {
  public:
    /// `original` must outlive it. `number` makes the client's address and port.
    ConversationCopy(const Conversation& original, std::uint32_t number, std::uint64_t repeats,
                     std::int64_t delay);

    [[nodiscard]] bool done() const noexcept { return frames_ == nullptr; }
    /// Only while not `done()`.
    [[nodiscard]] std::int64_t time() const { return (*frames_)[next_].time + shift_; }
    /// The packet at `time()`, valid until the next call; only while not `done()`.
    [[nodiscard]] const Frame& take();

  private:
    void move_on();

    const Conversation& original_;
    std::uint32_t number_;
    std::uint64_t repeats_left_;
    std::int64_t shift_;
    std::int64_t middle_duration_;
    std::array<std::uint32_t, 2> middle_bytes_{};  ///< by from_client
    std::array<std::uint32_t, 2> said_{};          ///< added to sequence numbers, likewise

    const std::vector<Frame>* frames_;
    std::size_t next_ = 0;
    Frame packet_;
};

}  // namespace bench
