#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "analyzer/events/exchange.h"
#include "analyzer/stats/histogram.h"

namespace pgoscope::stats {

/// Whether exchanges of a kind are in the overall latency: those in which a client waits for work
/// that it asked for. `prepare` and `close` are bookkeeping, `replication` lasts as long as the
/// session, `startup` is told as connection set-up, and a `cancel` has no answer.
[[nodiscard]] constexpr bool in_overall_latency(events::ExchangeKind kind) noexcept {
    using enum events::ExchangeKind;
    return kind == query || kind == execute || kind == function_call || kind == copy_in ||
           kind == copy_out;
}

/// Exchanges by kind and outcome, and the times of those that reached a completion, by an error
/// too.
class ExchangeStats {
  public:
    static constexpr std::size_t outcome_count =
        static_cast<std::size_t>(events::ExchangeOutcome::unanswered) + 1;

    void add(const events::Exchange& exchange);
    void merge(const ExchangeStats& from);

    [[nodiscard]] std::uint64_t total() const noexcept;
    [[nodiscard]] std::uint64_t count(events::ExchangeKind kind) const noexcept {
        return by_kind_[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::uint64_t count(events::ExchangeOutcome outcome) const noexcept {
        return by_outcome_[static_cast<std::size_t>(outcome)];
    }
    /// Those of which bytes are missing.
    [[nodiscard]] std::uint64_t with_gap() const noexcept { return with_gap_; }

    [[nodiscard]] const Histogram& duration(events::ExchangeKind kind) const noexcept {
        return durations_[static_cast<std::size_t>(kind)];
    }
    /// Of all kinds that are `in_overall_latency`.
    [[nodiscard]] Histogram overall_duration() const;

    /// The other times of the exchanges in the overall latency.
    struct Parts {
        Histogram time_to_first_reply;
        Histogram transfer;
        Histogram service;
        Histogram queued;
        Histogram client_think;
    };
    [[nodiscard]] const Parts& parts() const noexcept { return parts_; }

  private:
    std::array<std::uint64_t, events::exchange_kind_count> by_kind_{};
    std::array<std::uint64_t, outcome_count> by_outcome_{};
    std::uint64_t with_gap_ = 0;
    std::array<Histogram, events::exchange_kind_count> durations_;
    Parts parts_;
};

}  // namespace pgoscope::stats
