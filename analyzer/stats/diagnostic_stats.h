#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/stats/bounded_map.h"
#include "analyzer/stats/diagnostic.h"

namespace pgoscope::stats {

/// How many came within one second of each other at most; told in time order.
class Burst {
  public:
    void add(PacketTime time) noexcept;
    void merge(const Burst& from) noexcept;
    [[nodiscard]] std::uint64_t most_a_second() const noexcept { return most_; }
    [[nodiscard]] PacketTime worst_second() const noexcept { return worst_; }

  private:
    static constexpr Nanoseconds second = 1'000'000'000;
    PacketTime begin_ = 0;  ///< of the second that is being counted
    PacketTime worst_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t most_ = 0;
};

/// Messages of one SQLSTATE.
struct SqlStateStats {
    std::uint64_t count = 0;
    std::uint64_t at_startup = 0;  ///< ended sessions that never opened
    BoundedCounts severities{32};
    /// By field code: how many had the field.
    std::array<std::uint64_t, 256> field_counts{};
    /// Statements that caused it, the first hundred; the rest are only in `count`.
    std::vector<std::pair<const sql::Statement*, std::uint64_t>> statements;
    std::vector<Diagnostic> samples;  ///< the earliest
    Burst burst;
};

/// ErrorResponse or NoticeResponse messages by what they say.
class DiagnosticStats {
  public:
    explicit DiagnosticStats(std::size_t samples_a_sqlstate) : samples_(samples_a_sqlstate) {}

    void add(const events::MessageEvent& event, const dissectors::v3::ErrorFields& fields);
    void merge(const DiagnosticStats& from);

    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    /// The severity that is never localised where the server sends it, else the other.
    [[nodiscard]] const BoundedCounts& by_severity() const noexcept { return by_severity_; }
    /// What has no SQLSTATE is under the empty one.
    [[nodiscard]] const BoundedMap<SqlStateStats>& by_sqlstate() const noexcept {
        return by_sqlstate_;
    }

  private:
    static constexpr std::size_t most_sqlstates = 1000;

    std::size_t samples_;
    std::uint64_t total_ = 0;
    BoundedCounts by_severity_{32};
    BoundedMap<SqlStateStats> by_sqlstate_{most_sqlstates};
};

}  // namespace pgoscope::stats
