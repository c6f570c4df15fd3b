#include "analyzer/stats/exchange_stats.h"

#include <numeric>
#include <optional>

namespace pgoscope::stats {
namespace {

void record(Histogram& histogram, std::optional<Nanoseconds> time) {
    if (time) histogram.record(*time);
}

}  // namespace

void ExchangeStats::add(const events::Exchange& exchange) {
    ++by_kind_[static_cast<std::size_t>(exchange.kind)];
    ++by_outcome_[static_cast<std::size_t>(exchange.outcome)];
    with_gap_ += exchange.gap ? 1 : 0;
    record(durations_[static_cast<std::size_t>(exchange.kind)], exchange.duration());
    if (!in_overall_latency(exchange.kind)) return;
    record(parts_.time_to_first_reply, exchange.time_to_first_reply());
    record(parts_.transfer, exchange.transfer());
    record(parts_.service, exchange.service());
    record(parts_.queued, exchange.queued());
    record(parts_.client_think, exchange.client_think());
}

void ExchangeStats::merge(const ExchangeStats& from) {
    for (std::size_t kind = 0; kind < events::exchange_kind_count; ++kind) {
        by_kind_[kind] += from.by_kind_[kind];
        durations_[kind].merge(from.durations_[kind]);
    }
    for (std::size_t outcome = 0; outcome < outcome_count; ++outcome)
        by_outcome_[outcome] += from.by_outcome_[outcome];
    with_gap_ += from.with_gap_;
    parts_.time_to_first_reply.merge(from.parts_.time_to_first_reply);
    parts_.transfer.merge(from.parts_.transfer);
    parts_.service.merge(from.parts_.service);
    parts_.queued.merge(from.parts_.queued);
    parts_.client_think.merge(from.parts_.client_think);
}

std::uint64_t ExchangeStats::total() const noexcept {
    return std::accumulate(by_kind_.begin(), by_kind_.end(), std::uint64_t{0});
}

Histogram ExchangeStats::overall_duration() const {
    Histogram overall;
    for (std::size_t kind = 0; kind < events::exchange_kind_count; ++kind)
        if (in_overall_latency(static_cast<events::ExchangeKind>(kind)))
            overall.merge(durations_[kind]);
    return overall;
}

}  // namespace pgoscope::stats
