#include "analyzer/stats/subscription_stats.h"

#include <algorithm>
#include <tuple>

namespace pgoscope::stats {

void SubscriptionStats::add(const Entry& entry) {
    if (list_.size() < listed_)
        list_.push_back(entry);
    else
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
    std::ranges::stable_sort(list_, [](const Entry& a, const Entry& b) {
        return std::tie(a.told.ended, a.session) < std::tie(b.told.ended, b.session);
    });
}

}  // namespace pgoscope::stats
