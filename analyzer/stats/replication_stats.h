#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/events/open_session.h"
#include "analyzer/events/replication.h"
#include "analyzer/events/sink.h"
#include "analyzer/stats/bounded_map.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::events {
struct StandbyLag;
}

namespace pgoscope::stats {

/// How far one of a standby's positions lay behind, over all its reports.
struct LagStats {
    Histogram time;   ///< nanoseconds
    Histogram bytes;  ///< bytes, whatever the histogram calls them

    void add(const events::StandbyLag& lag);
};

/// One START_REPLICATION, BASE_BACKUP or UPLOAD_MANIFEST with all that came of it.
struct ReplicationStats {
    std::uint64_t session = 0;
    std::string user;
    std::string application_name;
    events::ReplicationSummary summary;
    bool open = false;  ///< it has not ended: `summary.ended` is when it was looked at

    LagStats write;
    LagStats flush;
    LagStats apply;
    Histogram round_trip;  ///< from a request for an answer to that answer, either way

    // Of logical streams:
    std::uint64_t transactions = 0;  ///< committed
    /// The plugin told where a transaction begins or ends, which wal2json need not
    /// (include-transaction).
    bool transactions_told = false;
    std::uint64_t rolled_back = 0;  ///< of those sent before their end
    Histogram commit_delay;         ///< from the commit to its delivery
    /// By table, then by operation, as they were sent.
    BoundedMap<BoundedCounts> changes{1000};
    /// Of those, what a rollback took back: of transactions, or of subtransactions alone.
    BoundedMap<BoundedCounts> undone{1000};
    /// There are changes, but not a word about their transactions: how many those are is not known.
    [[nodiscard]] bool tells_changes_only() const noexcept {
        return !changes.empty() && !transactions_told && summary.plugin == "wal2json";
    }
};

/// All replication in the capture.
class ReplicationTable {
  public:
    explicit ReplicationTable(std::size_t most_listed) : most_listed_(most_listed) {}

    /// A message with a payload. Not inlined: hardly any has one.
    [[gnu::noinline]] void add(const events::MessageEvent& event);
    /// A stream that ended.
    void add(const events::SessionInfo& session, const events::ReplicationSummary& summary);
    /// One that has not ended, which `following` heard of.
    void add_open(const events::OpenSession& session, PacketTime now,
                  const ReplicationTable& following);
    /// Streams that ended in the other.
    void merge(const ReplicationTable& from);
    /// Forgets the streams that ended, but not what is known of the others.
    void clear_ended();

    /// In the order of their sessions and exchanges, those that have ended, and those added as
    /// open.
    [[nodiscard]] const std::vector<ReplicationStats>& list() const noexcept { return list_; }
    /// Those beyond the bound on the list.
    [[nodiscard]] std::uint64_t unlisted() const noexcept { return unlisted_; }

  private:
    using Key = std::pair<std::uint64_t, std::uint64_t>;  ///< session, exchange

    void keep(ReplicationStats stream);
    void keep(ReplicationStats stream, const events::SessionInfo& session,
              const events::ReplicationSummary& summary);

    std::size_t most_listed_;
    std::map<Key, ReplicationStats> open_;
    std::vector<ReplicationStats> list_;
    std::uint64_t unlisted_ = 0;
};

}  // namespace pgoscope::stats
