#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "analyzer/packet_time.h"
#include "dissectors/vibesql/messages.h"

namespace pgoscope::sql {
struct Statement;
}

namespace pgoscope::events {

/// One subscription to the result of a query, which the server tells again whenever it changes
/// (VibeSQL): from its Subscribe, or the first that was seen of it, to its Unsubscribe or the end
/// of the session.
struct Subscription {
    using UpdateType = dissectors::vibesql::UpdateType;
    static constexpr std::size_t update_types =
        static_cast<std::size_t>(UpdateType::selective_update) + 1;

    struct Updates {
        std::uint64_t count = 0;
        std::uint64_t rows = 0;
    };

    /// Between the ends of two updates that follow each other.
    struct Intervals {
        std::uint64_t count = 0;
        Nanoseconds total = 0;
        Nanoseconds shortest = 0;
        Nanoseconds longest = 0;

        void add(Nanoseconds interval) noexcept {
            shortest = count == 0 ? interval : std::min(shortest, interval);
            longest = std::max(longest, interval);
            total += interval;
            ++count;
        }
    };

    dissectors::vibesql::SubscriptionId id;
    const sql::Statement* statement = nullptr;  ///< null: subscribed before the capture began
    std::optional<PacketTime> subscribed;       ///< first byte of its Subscribe
    PacketTime first_seen = 0;                  ///< of what the server told of it
    PacketTime ended = 0;
    bool unsubscribed = false;  ///< otherwise the session ended

    std::array<Updates, update_types> updates{};  ///< by UpdateType
    std::uint64_t bytes = 0;                      ///< of its messages, on the wire
    std::uint64_t errors = 0;
    std::uint64_t pauses = 0;
    Intervals intervals;
    std::optional<PacketTime> latest_update;

    void add_update(UpdateType type, std::uint64_t rows, PacketTime time) noexcept {
        auto& of_type = updates.at(static_cast<std::size_t>(type));
        ++of_type.count;
        of_type.rows += rows;
        if (latest_update) intervals.add(time - *latest_update);
        latest_update = time;
    }
};

}  // namespace pgoscope::events
