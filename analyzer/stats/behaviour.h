#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <tsl/robin_map.h>

#include "analyzer/events/sink.h"
#include "analyzer/stats/session_stats.h"
#include "analyzer/stats/thresholds.h"

namespace pgoscope::stats {

/// One statement run again and again, each time as a round trip of its own.
struct RepeatedStatement {
    const sql::Statement* statement = nullptr;
    std::uint64_t runs = 0;   ///< rows of calls long enough
    std::uint64_t calls = 0;  ///< in them
    std::uint64_t rows = 0;
    std::uint64_t longest_run = 0;
    std::uint64_t longest_session = 0;
    std::uint64_t elapsed_ns = 0;  ///< from the first request to the last completion of each run
};

/// One statement failing with one SQLSTATE in one session, time after time.
struct RetriedStatement {
    const sql::Statement* statement = nullptr;
    std::array<char, 5> sqlstate{};
    std::uint64_t errors = 0;
    std::uint64_t longest_run = 0;
    std::uint64_t longest_session = 0;
};

/// Waits for the client inside a transaction that passed the threshold.
struct IdleInTransaction {
    std::uint64_t waits = 0;
    std::uint64_t total_ns = 0;
    Nanoseconds longest = 0;
    std::uint64_t longest_session = 0;
    void merge(const IdleInTransaction& from) noexcept;
};

/// Transactions of many small steps.
struct ChattyTransactions {
    std::uint64_t transactions = 0;
    std::uint64_t round_trips = 0;
    std::uint64_t duration_ns = 0;
    std::uint64_t waiting_ns = 0;  ///< of that, for client and network
    std::uint64_t most_round_trips = 0;
    std::uint64_t worst_session = 0;
    void merge(const ChattyTransactions& from) noexcept;
};

/// What is remembered of an open session.
struct SessionWatch {
    /// Calls of one statement in a row.
    struct Run {
        const sql::Statement* statement = nullptr;
        std::uint64_t calls = 0;
        std::uint64_t rows = 0;
        PacketTime first = 0;
        PacketTime last = 0;
    };
    /// Failures of one statement, by the same SQLSTATE.
    struct Retry {
        const sql::Statement* statement = nullptr;
        std::array<char, 5> sqlstate{};
        std::uint64_t errors = 0;
    };
    Run run;
    Retry retry;
    // Of the transaction, if it is in one.
    std::uint64_t waits = 0;           ///< for its client: one fewer than its round trips
    std::uint64_t short_waits_ns = 0;  ///< those that are too short to be called idle
};

/// Watches what sessions do one thing after another, with a fixed small state for each open one,
/// which is dropped at its close.
class Behaviour {
  public:
    explicit Behaviour(const Thresholds& thresholds) : thresholds_(thresholds) {}

    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange);
    void on_transaction(const events::SessionInfo& session, const events::Transaction& transaction);
    void on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds wait);
    void on_session_close(const events::SessionInfo& session);
    /// Adds what the other has found; sessions that it has open are left out.
    void merge(const Behaviour& from);
    /// Forgets what was found, but not what open sessions are doing.
    void clear_findings();

    /// By calls, the most first.
    [[nodiscard]] std::vector<RepeatedStatement> repeated() const;
    /// By errors, the most first.
    [[nodiscard]] std::vector<RetriedStatement> retried() const;
    [[nodiscard]] const IdleInTransaction& idle_in_transaction() const noexcept { return idle_; }
    [[nodiscard]] const ChattyTransactions& chatty() const noexcept { return chatty_; }

  private:
    SessionWatch& watch(const events::SessionInfo& session);
    [[gnu::cold, gnu::noinline]] SessionWatch& begin_watch(const events::SessionInfo& session);
    void end_run(std::uint64_t session, SessionWatch::Run& run);
    [[gnu::cold, gnu::noinline]] void keep_run(std::uint64_t session, const SessionWatch::Run& run);
    [[gnu::cold, gnu::noinline]] void end_retry(std::uint64_t session, SessionWatch::Retry& retry);
    void follow_run(std::uint64_t session, SessionWatch::Run& run,
                    const events::Exchange& exchange);
    void follow_retry(std::uint64_t session, SessionWatch::Retry& retry,
                      const events::Exchange& exchange);

    Thresholds thresholds_;
    tsl::robin_map<std::uint64_t, SessionWatch> open_;
    /// The session of the last event, since events come in bunches; null after any removal.
    std::uint64_t last_number_ = 0;
    SessionWatch* last_watch_ = nullptr;

    tsl::robin_map<std::uint64_t, RepeatedStatement> repeated_;  ///< by fingerprint
    std::vector<RetriedStatement> retried_;
    IdleInTransaction idle_;
    ChattyTransactions chatty_;
};

}  // namespace pgoscope::stats
