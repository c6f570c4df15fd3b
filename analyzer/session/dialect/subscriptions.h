#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "analyzer/events/subscription.h"

namespace pgoscope::session {

/// The subscriptions of one session: those that go on, and the latest that were unsubscribed, whose
/// last updates may be on their way when Unsubscribe is.
class Subscriptions {
  public:
    using Id = dissectors::vibesql::SubscriptionId;

    struct Followed {
        events::Subscription told;
        /// It was acknowledged, but its first result, which answers Subscribe, is still to come.
        bool awaits_first_result = false;
    };

    /// Valid until the next change of any. Null when it is not known.
    [[nodiscard]] Followed* find(const Id& id) noexcept;
    /// Null when `limit` go on already.
    [[nodiscard]] Followed* add(const Id& id, PacketTime time, std::size_t limit);
    /// One that goes on: it never came to be.
    void remove(const Id& id) noexcept { followed_.erase(id.bytes); }
    /// Ends one that goes on. It is found as before until `limit` were unsubscribed after it.
    /// Returns the one that is forgotten for it, if any.
    [[nodiscard]] std::optional<events::Subscription> unsubscribe(Followed& followed,
                                                                  PacketTime time,
                                                                  std::size_t limit);

    /// Ends what goes on, gives all of them to `tell` in the order in which they ended, and
    /// forgets them.
    template <class Tell>
    void end_all(PacketTime time, Tell tell) {
        for (const auto& id : unsubscribed_)
            tell(take(id));
        unsubscribed_.clear();
        for (auto& [id, followed] : followed_) {
            followed.told.ended = time;
            tell(followed.told);
        }
        followed_.clear();
    }

  private:
    using Key = std::array<std::uint8_t, 16>;

    [[nodiscard]] events::Subscription take(const Key& key);

    // Ordered, so that identifiers chosen by an enemy cost no more than others.
    std::map<Key, Followed> followed_;
    std::deque<Key> unsubscribed_;  ///< of those, the latest last
};

}  // namespace pgoscope::session
