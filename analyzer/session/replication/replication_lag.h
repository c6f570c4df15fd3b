#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/events/copy_payload.h"

namespace pgoscope::session {

/// How far a standby lies behind, from what was sent when and the positions it reports. As the
/// server's own lag tracker (walsender.c), it keeps a bounded number of positions with the time of
/// their sending; when they are too many, the newest ones are thinned out.
class ReplicationLag {
  public:
    enum class Position : std::uint8_t { written, flushed, applied };

    /// WAL up to `end` was sent.
    void sent(dissectors::Lsn end, PacketTime time);
    /// The standby reports a position; 0 = none.
    [[nodiscard]] events::StandbyLag reported(Position position, dissectors::Lsn lsn,
                                              PacketTime time) noexcept;
    /// Messages are missing: what was sent before them may have been confirmed among them.
    void lose() noexcept { confirmed_.fill(written_); }

  private:
    [[nodiscard]] bool is_full() const noexcept;

    static constexpr std::size_t most_samples = 1024;
    struct Sample {
        dissectors::Lsn end = 0;
        PacketTime time = 0;
    };

    std::vector<Sample> samples_;               ///< a ring, once it is full
    std::uint64_t written_ = 0;                 ///< samples ever kept
    std::array<std::uint64_t, 3> confirmed_{};  ///< of those, by each position
    std::array<bool, 3> reported_{};            ///< positions that the standby does report
    dissectors::Lsn sent_ = 0;
};

}  // namespace pgoscope::session
