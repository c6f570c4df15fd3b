#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>

#include "analyzer/events/session_info.h"
#include "analyzer/events/subscription.h"

namespace pgoscope::stats {

/// Subscriptions one by one, in the order of their ends: the first ones, if they are many. Sessions
/// tell of them later, when no update can come any more.
class SubscriptionStats {
  public:
    struct Entry {
        std::uint64_t session = 0;
        events::Subscription told;
    };
    struct ByEnd {
        bool operator()(const Entry& a, const Entry& b) const noexcept {
            return std::tie(a.told.ended, a.session) < std::tie(b.told.ended, b.session);
        }
    };
    using List = std::multiset<Entry, ByEnd>;

    explicit SubscriptionStats(std::size_t listed) noexcept : listed_(listed) {}

    void add(const events::SessionInfo& session, const events::Subscription& subscription);
    void merge(const SubscriptionStats& from);

    [[nodiscard]] const List& list() const noexcept { return list_; }
    /// Those beyond the bound.
    [[nodiscard]] std::uint64_t unlisted() const noexcept { return unlisted_; }

  private:
    void add(const Entry& entry);

    List list_;
    std::size_t listed_;
    std::uint64_t unlisted_ = 0;
};

}  // namespace pgoscope::stats
