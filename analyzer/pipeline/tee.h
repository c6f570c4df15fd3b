#pragma once

#include "analyzer/events/sink.h"

namespace pgoscope::pipeline {

/// Gives everything to two sinks, the first one first.
class Tee final : public events::Sink {
  public:
    /// Both must outlive it.
    Tee(events::Sink& first, events::Sink& second) noexcept : first_(first), second_(second) {}

    void on_session_open(const events::SessionInfo& session, PacketTime time) override;
    void on_message(const events::MessageEvent& event) override;
    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) override;
    void on_call(const events::SessionInfo& session, const events::Call& call) override;
    void on_copy(const events::SessionInfo& session, const events::Copy& copy) override;
    void on_transaction(const events::SessionInfo& session,
                        const events::Transaction& transaction) override;
    void on_two_phase(const events::SessionInfo& session,
                      const events::TwoPhaseStep& step) override;
    void on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds idle) override;
    void on_replication(const events::SessionInfo& session,
                        const events::ReplicationSummary& replication) override;
    void on_subscription(const events::SessionInfo& session,
                         const events::Subscription& subscription) override;
    void on_gap(const events::GapEvent& event) override;
    void on_malformed(const events::MalformedEvent& event) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

  private:
    events::Sink& first_;
    events::Sink& second_;
};

}  // namespace pgoscope::pipeline
