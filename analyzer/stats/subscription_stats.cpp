#include "analyzer/stats/subscription_stats.h"

#include <iterator>

namespace pgoscope::stats {

void SubscriptionStats::add(const Entry& entry) {
    list_.insert(entry);
    if (list_.size() <= listed_) return;
    list_.erase(std::prev(list_.end()));
    ++unlisted_;
}

void SubscriptionStats::add(const events::SessionInfo& session,
                            const events::Subscription& subscription) {
    add(Entry{session.number, subscription});
}

void SubscriptionStats::merge(const SubscriptionStats& from) {
    unlisted_ += from.unlisted_;
    for (const auto& entry : from.list_)
        add(entry);
}

}  // namespace pgoscope::stats
