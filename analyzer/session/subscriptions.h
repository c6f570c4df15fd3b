#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "analyzer/events/subscription.h"

namespace pgoscope::session {

/// The subscriptions of one session that have not ended.
class Subscriptions {
  public:
    using Id = dissectors::vibesql::SubscriptionId;

    struct Live {
        events::Subscription told;
        /// It was acknowledged, but its first result, which answers Subscribe, is still to come.
        bool awaits_first_result = false;
    };

    /// Null when it is not known.
    [[nodiscard]] Live* find(const Id& id) noexcept;
    /// Null when there are `limit` already.
    [[nodiscard]] Live* add(const Id& id, PacketTime time, std::size_t limit);
    void remove(const Id& id) noexcept { live_.erase(id.bytes); }

    /// Gives each of them to `end` and forgets them.
    template <class End>
    void end_all(End end) {
        for (auto& [id, live] : live_)
            end(live.told);
        live_.clear();
    }

  private:
    // Ordered, so that identifiers chosen by an enemy cost no more than others.
    std::map<std::array<std::uint8_t, 16>, Live> live_;
};

}  // namespace pgoscope::session
