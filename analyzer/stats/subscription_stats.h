#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/events/session_info.h"
#include "analyzer/events/subscription.h"

namespace pgoscope::stats {

/// Subscriptions one by one, in the order of their ends.
class SubscriptionStats {
  public:
    struct Entry {
        std::uint64_t session = 0;
        events::Subscription told;
    };

    explicit SubscriptionStats(std::size_t listed) noexcept : listed_(listed) {}

    void add(const events::SessionInfo& session, const events::Subscription& subscription);
    void merge(const SubscriptionStats& from);

    [[nodiscard]] const std::vector<Entry>& list() const noexcept { return list_; }
    /// Those beyond the bound.
    [[nodiscard]] std::uint64_t unlisted() const noexcept { return unlisted_; }

  private:
    void add(const Entry& entry);

    std::vector<Entry> list_;
    std::size_t listed_;
    std::uint64_t unlisted_ = 0;
};

}  // namespace pgoscope::stats
