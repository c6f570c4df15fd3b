#pragma once

#include "analyzer/stats/call_totals.h"
#include "analyzer/stats/open_sessions.h"

namespace pgoscope::stats {

/// What live outputs tell beside the statistics of reports.
class LiveStats final : public events::Sink {
  public:
    void on_session_open(const events::SessionInfo& session, PacketTime time) override {
        sessions_.on_session_open(session, time);
    }
    void on_message(const events::MessageEvent& event) override { sessions_.on_message(event); }
    void on_exchange(const events::SessionInfo& session,
                     const events::Exchange& exchange) override {
        sessions_.on_exchange(session, exchange);
    }
    void on_call(const events::SessionInfo& session, const events::Call& call) override {
        calls_.on_call(session, call);
    }
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override {
        sessions_.on_session_close(session, end, time);
    }

    [[nodiscard]] const OpenSessions& sessions() const noexcept { return sessions_; }
    [[nodiscard]] const CallTotals& calls() const noexcept { return calls_; }

  private:
    OpenSessions sessions_;
    CallTotals calls_;
};

}  // namespace pgoscope::stats
