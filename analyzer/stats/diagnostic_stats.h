#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/stats/bounded_map.h"
#include "analyzer/stats/diagnostic.h"

namespace pgoscope::stats {

/// How many came within one second of the clock at most. Parts that follow each other in time merge
/// exactly: the second in which one ends may be that in which the next begins.
class Burst {
  public:
    /// In time order.
    void add(PacketTime time) noexcept;
    /// `from` is not before this.
    void merge(const Burst& from) noexcept;
    [[nodiscard]] std::uint64_t most_a_second() const noexcept { return worst_.count; }
    [[nodiscard]] PacketTime worst_second() const noexcept { return worst_.begin; }

  private:
    struct Second {
        PacketTime begin = 0;
        std::uint64_t count = 0;
    };
    void count(const Second& part) noexcept;

    Second first_;
    Second last_;
    Second worst_;
};

/// Messages of one SQLSTATE.
struct SqlStateStats {
    std::uint64_t count = 0;
    std::uint64_t at_startup = 0;        ///< ended sessions that never opened
    std::uint64_t first_at_startup = 0;  ///< number of the first such session; 0 = none
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
