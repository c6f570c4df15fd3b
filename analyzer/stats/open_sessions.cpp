#include "analyzer/stats/open_sessions.h"

namespace pgoscope::stats {

void OpenSessions::on_session_open(const events::SessionInfo& session, PacketTime /*time*/) {
    ++opened_;
    entries_[session.number].info = &session;
}

void OpenSessions::on_message(const events::MessageEvent& event) {
    const bool ready = event.name() == events::MessageName::ReadyForQuery;
    // Most messages are replies on the way to ReadyForQuery, which change nothing here.
    if (!ready && event.direction == events::Direction::backend) return;
    const auto found = entries_.find(event.session.number);
    if (found == entries_.end()) return;
    auto& entry = found.value();
    if (ready) {
        entry.active = false;
        entry.since = event.time;
        return;
    }
    if (event.exchange == nullptr) return;
    if (event.exchange->statement != nullptr) entry.statement = event.exchange->statement;
    if (entry.active) return;
    entry.active = true;
    entry.since = event.first_time;
}

void OpenSessions::on_exchange(const events::SessionInfo& session,
                               const events::Exchange& exchange) {
    if (exchange.statement == nullptr) return;
    const auto found = entries_.find(session.number);
    if (found != entries_.end()) found.value().statement = exchange.statement;
}

void OpenSessions::on_session_close(const events::SessionInfo& session, events::SessionEnd /*end*/,
                                    PacketTime /*time*/) {
    entries_.erase(session.number);
}

}  // namespace pgoscope::stats
