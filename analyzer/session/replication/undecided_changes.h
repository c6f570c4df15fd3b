#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "analyzer/events/copy_payload.h"
#include "dissectors/logical/messages.h"

namespace pgoscope::session {

/// Changes that a logical stream sent before their transaction was decided: it is streamed while it
/// goes on, or prepared. Counted by subtransaction, table and operation, so that a rollback of
/// either can tell what it takes back.
class UndecidedChanges {
  public:
    using Xid = dissectors::logical::Xid;

    /// `operation` is valid for ever. `subtransaction` is the transaction itself outside of any.
    void add(Xid transaction, Xid subtransaction, const events::LogicalChange& change);
    /// Changes whose transaction is not known.
    void add_unknown(const events::LogicalChange& change) noexcept { untold_ += change.count; }
    /// The transaction is committed, but for what was taken back before.
    void commit(Xid transaction) { erase(all_of(transaction)); }
    /// The subtransaction, or with the transaction's own number all of it, is rolled back: appends
    /// its changes to `undone`.
    void roll_back(Xid transaction, Xid subtransaction, std::vector<events::LogicalChange>& undone);

    /// Changes whose transaction has not ended yet.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Changes of which it is not known whether they were taken back: of transactions that are not
    /// known, or more than are kept apart.
    [[nodiscard]] std::uint64_t untold() const noexcept { return untold_; }

  private:
    /// Bounds what one stream keeps, however many transactions and subtransactions it interleaves.
    static constexpr std::size_t most_kept = 16'384;

    /// Transaction, subtransaction, table, operation.
    using Key = std::tuple<Xid, Xid, std::string, std::string_view>;
    using Counts = std::map<Key, std::uint64_t>;
    struct Range {
        Counts::iterator begin;
        Counts::iterator end;
    };

    [[nodiscard]] Range all_of(Xid transaction);
    [[nodiscard]] Range all_of(Xid transaction, Xid subtransaction);
    void erase(Range range) noexcept;

    Counts counts_;
    std::uint64_t count_ = 0;
    std::uint64_t untold_ = 0;
};

}  // namespace pgoscope::session
