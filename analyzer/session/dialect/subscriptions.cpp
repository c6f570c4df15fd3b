#include "analyzer/session/dialect/subscriptions.h"

namespace pgoscope::session {

Subscriptions::Followed* Subscriptions::find(const Id& id) noexcept {
    const auto found = followed_.find(id.bytes);
    return found == followed_.end() ? nullptr : &found->second;
}

Subscriptions::Followed* Subscriptions::add(const Id& id, PacketTime time, std::size_t limit) {
    if (followed_.size() - unsubscribed_.size() >= limit) return nullptr;
    auto& followed = followed_[id.bytes];
    followed.told.id = id;
    followed.told.first_seen = time;
    return &followed;
}

std::optional<events::Subscription> Subscriptions::unsubscribe(Followed& followed, PacketTime time,
                                                               std::size_t limit) {
    followed.told.ended = time;
    followed.told.unsubscribed = true;
    unsubscribed_.push_back(followed.told.id.bytes);
    if (unsubscribed_.size() <= limit) return std::nullopt;
    const auto oldest = unsubscribed_.front();
    unsubscribed_.pop_front();
    return take(oldest);
}

events::Subscription Subscriptions::take(const Key& key) {
    return followed_.extract(key).mapped().told;
}

}  // namespace pgoscope::session
