#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/events/sink.h"

namespace pgoscope::pipeline {

/// Lets through what happens in the sessions with the given numbers.
class SessionFilter final : public events::Sink {
  public:
    /// `next` must outlive it.
    SessionFilter(std::vector<std::uint64_t> numbers, events::Sink& next);

    [[nodiscard]] bool wants(std::uint64_t session) const;
    [[nodiscard]] bool wants(const events::SessionInfo& session) const {
        return wants(session.number);
    }

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
    std::vector<std::uint64_t> numbers_;  ///< sorted
    events::Sink& next_;
};

}  // namespace pgoscope::pipeline
