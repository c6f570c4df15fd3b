#include "analyzer/session/subscriptions.h"

namespace pgoscope::session {

Subscriptions::Live* Subscriptions::find(const Id& id) noexcept {
    const auto found = live_.find(id.bytes);
    return found == live_.end() ? nullptr : &found->second;
}

Subscriptions::Live* Subscriptions::add(const Id& id, PacketTime time, std::size_t limit) {
    if (live_.size() >= limit) return nullptr;
    auto& live = live_[id.bytes];
    live.told.id = id;
    live.told.first_seen = time;
    return &live;
}

}  // namespace pgoscope::session
