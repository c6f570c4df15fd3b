#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/events/open_session.h"
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

/// Counts everything that reports tell. What it points to in the statement catalog must outlive
/// it. Complete when all sessions are closed; before, `show_open` adds what is known of the others.
class Collector final : public events::Sink {
  public:
    explicit Collector(const CollectorOptions& options = {});

    [[gnu::hot]] void on_message(const events::MessageEvent& event) override;
    [[gnu::hot]] void on_exchange(const events::SessionInfo& session,
                                  const events::Exchange& exchange) override;
    [[gnu::hot]] void on_call(const events::SessionInfo& session,
                              const events::Call& call) override;
    void on_copy(const events::SessionInfo& session, const events::Copy& copy) override;
    void on_transaction(const events::SessionInfo& session,
                        const events::Transaction& transaction) override;
    void on_two_phase(const events::SessionInfo& session,
                      const events::TwoPhaseStep& step) override;
    [[gnu::hot]] void on_idle_in_transaction(const events::SessionInfo& session,
                                             Nanoseconds wait) override;
    void on_replication(const events::SessionInfo& session,
                        const events::ReplicationSummary& replication) override;
    void on_subscription(const events::SessionInfo& session,
                         const events::Subscription& subscription) override;
    void on_gap(const events::GapEvent& gap) override;
    void on_malformed(const events::MalformedEvent& message) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

    /// Adds what another collector saw in other sessions or at other times, by the same statement
    /// catalog. Exact as long as no bound acts.
    void merge(const Collector& from);
    /// Forgets everything counted, but not what it remembers of open sessions to understand what
    /// they do next.
    void clear();

    /// Has `sessions()` and `replication()` tell of these as well, which are open at that time,
    /// until it is called again. `following` is the collector that hears of them.
    void show_open(const std::vector<events::OpenSession>& open, PacketTime now,
                   const Collector& following);

    [[nodiscard]] const MessageStats& messages() const noexcept { return counts_.messages; }
    [[nodiscard]] const ExchangeStats& exchanges() const noexcept { return counts_.exchanges; }
    [[nodiscard]] const StatementTable& statements() const noexcept { return counts_.statements; }
    [[nodiscard]] const DiagnosticStats& errors() const noexcept { return counts_.errors; }
    [[nodiscard]] const DiagnosticStats& notices() const noexcept { return counts_.notices; }
    [[nodiscard]] const SessionStats& sessions() const noexcept {
        return sessions_now_ ? *sessions_now_ : counts_.sessions;
    }
    [[nodiscard]] const TransactionStats& transactions() const noexcept {
        return counts_.transactions;
    }
    [[nodiscard]] const CopyTable& copies() const noexcept { return counts_.copies; }
    [[nodiscard]] const ReplicationTable& replication() const noexcept {
        return replication_now_ ? *replication_now_ : counts_.replication;
    }
    [[nodiscard]] const SubscriptionStats& subscriptions() const noexcept {
        return counts_.subscriptions;
    }
    [[nodiscard]] const LossStats& loss() const noexcept { return counts_.loss; }
    [[nodiscard]] const Behaviour& behaviour() const noexcept { return counts_.behaviour; }
    [[nodiscard]] const Thresholds& thresholds() const noexcept { return options_.thresholds; }

    /// From a CancelRequest to the 57014 of the session it was aimed at.
    [[nodiscard]] const Histogram& cancel_time() const noexcept { return counts_.cancel_time; }
    /// In the order of their packets; empty unless `every_error`.
    [[nodiscard]] const std::vector<Diagnostic>& error_log() const noexcept {
        return counts_.error_log;
    }
    /// Errors that no longer fitted in the log.
    [[nodiscard]] std::uint64_t errors_not_logged() const noexcept {
        return counts_.errors_not_logged;
    }

  private:
    [[gnu::cold, gnu::noinline]] void on_diagnostic(const events::MessageEvent& event);
    void on_error(const events::MessageEvent& event, const dissectors::v3::ErrorFields& fields);
    void log_error(Diagnostic error);

    struct Counts {
        explicit Counts(const CollectorOptions& options);

        MessageStats messages;
        ExchangeStats exchanges;
        StatementTable statements;
        DiagnosticStats errors;
        DiagnosticStats notices;
        SessionStats sessions;
        TransactionStats transactions;
        CopyTable copies;
        ReplicationTable replication;
        SubscriptionStats subscriptions;
        LossStats loss;
        Behaviour behaviour;
        Histogram cancel_time;
        std::vector<Diagnostic> error_log;
        std::size_t error_log_bytes = 0;
        std::uint64_t errors_not_logged = 0;
    };

    CollectorOptions options_;
    Counts counts_;
    // With what is open, where that is shown.
    std::optional<SessionStats> sessions_now_;
    std::optional<ReplicationTable> replication_now_;
};

}  // namespace pgoscope::stats
