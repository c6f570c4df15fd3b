#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/events/sink.h"
#include "analyzer/stats/bounded_map.h"
#include "analyzer/stats/histogram.h"
#include "analyzer/stats/thresholds.h"

namespace pgoscope::stats {

/// A session as it was at its close; without its start-up parameters, and long names cut.
struct ListedSession {
    events::SessionInfo info;
    events::SessionEnd end = events::SessionEnd::end_of_capture;
};

/// How many sessions something is true of, and the first of them by number.
struct SessionCount {
    std::uint64_t sessions = 0;
    std::uint64_t first = 0;  ///< session number; 0 = none

    void add(std::uint64_t number) noexcept { merge({1, number}); }
    void merge(const SessionCount& from) noexcept {
        if (from.sessions == 0) return;
        if (sessions == 0 || from.first < first) first = from.first;
        sessions += from.sessions;
    }
};

/// Sessions of one user and database, to see connection churn.
struct ChurnStats {
    std::string user;
    std::string database;
    std::uint64_t sessions = 0;
    SessionCount short_lived;  ///< as the thresholds say
    std::uint64_t exchanges = 0;
    PacketTime first_opened = INT64_MAX;
    PacketTime last_opened = INT64_MIN;
    std::uint64_t setup_ns = 0;  ///< spent on setting up the short-lived ones
};

/// Sessions that ended since this server refused to encrypt and the client left.
struct RefusedEncryption {
    Endpoint server;
    bool gss = false;  ///< it refused GSSAPI encryption, not TLS
    SessionCount sessions;
    Address first_client;  ///< of the first of them
};

/// What is told of all sessions together; everything is counted at a session's close, when all
/// that can be known of it is.
class SessionStats {
  public:
    SessionStats(const Thresholds& thresholds, std::size_t listed)
        : thresholds_(thresholds), most_listed_(listed) {}

    void add(const events::SessionInfo& info, events::SessionEnd end);
    void merge(const SessionStats& from);

    std::uint64_t total = 0;
    std::uint64_t postgresql = 0;
    std::uint64_t undecided = 0;
    BoundedCounts not_postgresql;        ///< by protocol; `unknown` when that is not known
    std::uint64_t startup_not_seen = 0;  ///< PostgreSQL, and the capture begins in their middle

    // Of PostgreSQL sessions, where it is known.
    BoundedCounts by_protocol_version;
    BoundedCounts by_user;
    BoundedCounts by_database;
    BoundedCounts by_application;
    BoundedCounts by_server_kind;
    BoundedCounts by_auth_method;
    BoundedCounts by_end;

    std::array<std::uint64_t, 4> by_encryption{};  ///< of events::Encryption
    std::uint64_t encryption_refused = 0;
    SessionCount cancelled;  ///< a CancelRequest was aimed at them
    std::uint64_t cancel_requests = 0;
    std::uint64_t cancel_connections = 0;

    SessionCount cleartext_password;  ///< a password crossed the network unencrypted
    SessionCount injected_frontend;   ///< CVE-2021-23214
    SessionCount injected_backend;    ///< CVE-2021-23222
    BoundedMap<RefusedEncryption> left_when_refused{100};  ///< by server and kind of encryption
    SessionCount one_sided;  ///< one direction says enough, the other nothing at all

    Histogram connection_setup;
    Histogram authentication;
    Histogram handshake_round_trip;

    BoundedMap<ChurnStats> churn{1000};

    [[nodiscard]] std::uint64_t encrypted() const noexcept;
    /// Those with the lowest numbers, in their order. Valid until the next change.
    [[nodiscard]] std::vector<const ListedSession*> list() const;
    [[nodiscard]] std::uint64_t unlisted() const noexcept { return unlisted_; }
    /// How often a bound on the names acted.
    [[nodiscard]] std::uint64_t names_put_together() const noexcept;

  private:
    void add_postgresql(const events::SessionInfo& info);
    void add_dangers(const events::SessionInfo& info);
    void add_left_when_refused(const events::SessionInfo& info);
    void add_churn(const events::SessionInfo& info, events::SessionEnd end);
    void add_to_list(ListedSession session);

    Thresholds thresholds_;
    std::size_t most_listed_;
    std::vector<ListedSession> list_;  ///< a heap with the highest number in front
    std::uint64_t unlisted_ = 0;
};

}  // namespace pgoscope::stats
