#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/capture/packet_queue.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// How often an interface was down, from looks at it. One that is up again before the next look is
/// not noticed.
class OutageCounter {
  public:
    /// What came with this look is in the queue, behind so many packets.
    void look(bool is_down, const PacketQueue& queue, std::size_t ahead) noexcept;
    [[nodiscard]] const Outages& outages() const noexcept { return outages_; }

  private:
    Outages outages_;
    std::optional<PacketTime> last_;  ///< packet
    bool silent_ = false;             ///< since an outage
};

}  // namespace pgoscope::capture
