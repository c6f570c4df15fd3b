#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/events/sink.h"
#include "analyzer/limits.h"
#include "analyzer/stats/behaviour.h"
#include "analyzer/stats/copy_stats.h"
#include "analyzer/stats/diagnostic_stats.h"
#include "analyzer/stats/exchange_stats.h"
#include "analyzer/stats/loss_stats.h"
#include "analyzer/stats/message_stats.h"
#include "analyzer/stats/replication_stats.h"
#include "analyzer/stats/session_stats.h"
#include "analyzer/stats/statement_stats.h"
#include "analyzer/stats/subscription_stats.h"
#include "analyzer/stats/thresholds.h"
#include "analyzer/stats/transaction_stats.h"

namespace pgoscope::stats {

struct CollectorOptions {
    Limits limits;
    Thresholds thresholds;
    /// Keep each error with all its fields, not just samples of each SQLSTATE.
    bool every_error = false;
    /// Of those: memory they may take.
    std::size_t error_log_bytes = std::size_t{32} * 1024 * 1024;
};

/// Counts everything that reports tell. What it points to in the statement catalogue must outlive
/// it. Complete when all sessions are closed.
class Collector final : public events::Sink {
  public:
    explicit Collector(const CollectorOptions& options = {});

    void on_message(const events::MessageEvent& event) override;
    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) override;
    void on_call(const events::SessionInfo& session, const events::Call& call) override;
    void on_transaction(const events::SessionInfo& session,
                        const events::Transaction& transaction) override;
    void on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds wait) override;
    void on_replication(const events::SessionInfo& session,
                        const events::ReplicationSummary& replication) override;
    void on_subscription(const events::SessionInfo& session,
                         const events::Subscription& subscription) override;
    void on_gap(const events::GapEvent& gap) override;
    void on_malformed(const events::MalformedEvent& message) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

    /// Adds what another collector saw in other sessions or at other times, by the same statement
    /// catalogue. Exact as long as no bound acts.
    void merge(const Collector& from);
    /// Forgets everything counted, but not what it remembers of open sessions to understand what
    /// they do next.
    void clear();

    /// Has `sessions()` tell of these as well, which are open at that time, until it is called
    /// again.
    void show_open(const std::vector<const events::SessionInfo*>& open, PacketTime now);

    [[nodiscard]] const MessageStats& messages() const noexcept { return messages_; }
    [[nodiscard]] const ExchangeStats& exchanges() const noexcept { return exchanges_; }
    [[nodiscard]] const StatementTable& statements() const noexcept { return statements_; }
    [[nodiscard]] const DiagnosticStats& errors() const noexcept { return errors_; }
    [[nodiscard]] const DiagnosticStats& notices() const noexcept { return notices_; }
    [[nodiscard]] const SessionStats& sessions() const noexcept {
        return sessions_now_ ? *sessions_now_ : sessions_;
    }
    [[nodiscard]] const TransactionStats& transactions() const noexcept { return transactions_; }
    [[nodiscard]] const CopyTable& copies() const noexcept { return copies_; }
    [[nodiscard]] const ReplicationTable& replication() const noexcept { return replication_; }
    [[nodiscard]] const SubscriptionStats& subscriptions() const noexcept { return subscriptions_; }
    [[nodiscard]] const LossStats& loss() const noexcept { return loss_; }
    [[nodiscard]] const Behaviour& behaviour() const noexcept { return behaviour_; }
    [[nodiscard]] const Thresholds& thresholds() const noexcept { return options_.thresholds; }

    /// From a CancelRequest to the 57014 of the session it was aimed at.
    [[nodiscard]] const Histogram& cancel_time() const noexcept { return cancel_time_; }
    /// In the order of their packets; empty unless `every_error`.
    [[nodiscard]] const std::vector<Diagnostic>& error_log() const noexcept { return error_log_; }
    /// Errors that no longer fitted in the log.
    [[nodiscard]] std::uint64_t errors_not_logged() const noexcept { return errors_not_logged_; }

  private:
    void on_error(const events::MessageEvent& event, const dissectors::v3::ErrorFields& fields);
    void log_error(Diagnostic error);

    CollectorOptions options_;
    MessageStats messages_;
    ExchangeStats exchanges_;
    StatementTable statements_;
    DiagnosticStats errors_;
    DiagnosticStats notices_;
    SessionStats sessions_;
    std::optional<SessionStats> sessions_now_;  ///< with those that are open
    TransactionStats transactions_;
    CopyTable copies_;
    ReplicationTable replication_;
    SubscriptionStats subscriptions_;
    LossStats loss_;
    Behaviour behaviour_;
    Histogram cancel_time_;
    std::vector<Diagnostic> error_log_;
    std::size_t error_log_bytes_ = 0;
    std::uint64_t errors_not_logged_ = 0;
};

}  // namespace pgoscope::stats
