#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

#include "analyzer/events/exchange.h"
#include "analyzer/stats/bounded_map.h"

namespace pgoscope::stats {

/// What COPY moved by one statement, in one direction and format.
struct CopyStats {
    static constexpr std::size_t most_reasons = 100;

    const sql::Statement* statement = nullptr;  ///< null: SQL not known, or one of too many
    bool from_client = false;                   ///< COPY FROM STDIN
    std::string_view format;                    ///< as in events::CopyTotals

    std::uint64_t count = 0;   ///< failed ones included
    std::uint64_t failed = 0;  ///< those that did not come to their end
    std::uint64_t bytes = 0;
    Nanoseconds time = 0;  ///< in which they moved; where that is not known they do not add
    std::uint64_t timed_bytes = 0;  ///< moved in that time
    std::uint64_t rows = 0;         ///< where they can be counted
    std::uint64_t timed_rows = 0;
    Nanoseconds rows_time = 0;            ///< of those whose rows can be counted
    std::uint64_t uncounted = 0;          ///< those whose rows cannot
    BoundedCounts reasons{most_reasons};  ///< CopyFail's

    void add(const events::Copy& copy);
    void merge(const CopyStats& from);
};

/// All COPY of a capture. Beyond the bound on statements, the rest is told together by direction
/// and format. Tables merge when they share the statement catalog.
class CopyTable {
  public:
    void add(const events::Copy& copy);
    void merge(const CopyTable& from);

    [[nodiscard]] bool empty() const noexcept { return by_key_.empty(); }
    /// By bytes, the most first; ties by direction, format, fingerprint. Valid until the table
    /// changes.
    [[nodiscard]] std::vector<const CopyStats*> ranked() const;

  private:
    static constexpr std::size_t most_statements = 10'000;
    /// Id of the statement plus one, or 0; direction; format.
    using Key = std::tuple<std::uint64_t, bool, std::string_view>;

    CopyStats& of(const sql::Statement* statement, bool from_client, std::string_view format);

    std::map<Key, CopyStats> by_key_;
};

}  // namespace pgoscope::stats
