#include "analyzer/report/live/metrics/traffic_metrics.h"

#include <array>
#include <string>

#include "analyzer/report/live/metrics/duration_buckets.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {
namespace {

using Builder = MetricFamilyBuilder;

std::string text(std::string_view view) {
    return std::string(view);
}

/// Sums of up to 2^53 ns, which are 104 days, are exact.
prometheus::ClientMetric::Histogram metric_of(const stats::Histogram& histogram) {
    return DurationBuckets(histogram, static_cast<std::uint64_t>(histogram.sum())).metric();
}

void add_sources(MetricFamilies& families, const CaptureFacts& capture) {
    auto packets =
        Builder::counter("pgoscope_captured_packets_total", "Packets read, by interface or file.");
    auto bytes = Builder::counter("pgoscope_captured_bytes_total",
                                  "Bytes of those packets, as far as they were captured.");
    for (const auto& source : capture.sources) {
        const MetricLabels labels{{"source", escape_controls(source.path)}};
        packets.add(source.packets, labels);
        bytes.add(source.bytes, labels);
    }
    packets.to(families);
    bytes.to(families);
    if (capture.last_time)
        Builder::gauge("pgoscope_last_packet_timestamp_seconds",
                       "When the last packet was captured, since 1970.")
            .add(static_cast<double>(*capture.last_time) / 1e9)
            .to(families);
}

void add_written(MetricFamilies& families, const WrittenFacts& written) {
    Builder::counter("pgoscope_written_packets_total", "Packets written to the file of --write.")
        .add(written.packets)
        .to(families);
    Builder::counter("pgoscope_written_bytes_total", "Bytes written to it.")
        .add(written.bytes)
        .to(families);
    const bool stopped = !written.error.empty();
    Builder::gauge("pgoscope_writing_stopped",
                   "1 once no more packets are written, though more are read.")
        .add(stopped ? 1.0 : 0.0)
        .to(families);
    if (!stopped) return;
    Builder::gauge("pgoscope_writing_stopped_timestamp_seconds",
                   "When the first packet was captured that is not written, since 1970, and why.")
        .add(static_cast<double>(written.missing_since) / 1e9, {{"error", written.error}})
        .to(families);
}

void add_bytes(MetricFamilies& families, const Document& document) {
    const auto& accounting = document.facts.accounting;
    auto bytes = Builder::counter("pgoscope_payload_bytes_total",
                                  "TCP payload captured, by what became of it.");
    bytes.add(accounting.dissected_bytes, {{"fate", "dissected"}});
    bytes.add(accounting.encrypted_bytes, {{"fate", "encrypted"}});
    for (std::size_t i = 0; i < events::skip_reason_count; ++i) {
        const auto reason = static_cast<events::SkipReason>(i);
        // What waits gets less again, which a counter must not.
        if (reason == events::SkipReason::waiting) continue;
        bytes.add(accounting.skipped(reason), {{"fate", text(to_string(reason))}});
    }
    bytes.to(families);
}

void add_losses(MetricFamilies& families, const Document& document) {
    auto dropped = Builder::counter(
        "pgoscope_dropped_packets_total",
        "Packets that the filter let pass and that were not read, by interface and by who dropped "
        "them.");
    auto outages = Builder::counter("pgoscope_interface_outages_total",
                                    "How often an interface was down, as far as it was noticed.");
    for (const auto& source : document.facts.capture.sources) {
        const auto name = escape_controls(source.path);
        if (source.outages) outages.add(source.outages->count, {{"source", name}});
        if (source.dropped_by_kernel)
            dropped.add(*source.dropped_by_kernel, {{"source", name}, {"by", "kernel"}});
        if (source.dropped_by_interface)
            dropped.add(*source.dropped_by_interface, {{"source", name}, {"by", "interface"}});
    }
    dropped.to(families);
    outages.to(families);
    const auto& loss = document.stats.loss();
    Builder::counter("pgoscope_gaps_total", "Holes in what sessions said.")
        .add(loss.gaps)
        .to(families);
    Builder::counter("pgoscope_missing_bytes_total", "Bytes missing in those holes.")
        .add(loss.missing_bytes)
        .to(families);
    Builder::counter("pgoscope_spoiled_exchanges_total",
                     "Exchanges of which bytes are missing, so that their times may be wrong.")
        .add(document.stats.exchanges().with_gap())
        .to(families);
    Builder::counter("pgoscope_malformed_messages_total",
                     "Messages that are not what the protocol allows.")
        .add(loss.malformed)
        .to(families);
    auto limits =
        Builder::counter("pgoscope_limit_hits_total", "How often a bound on memory acted.");
    for (const auto& [name, count] : limits_of(document))
        limits.add(count, {{"limit", name}});
    limits.to(families);
}

void add_messages(MetricFamilies& families, const stats::MessageStats& messages) {
    auto count = Builder::counter("pgoscope_messages_total", "Messages, by who sent them.");
    auto bytes = Builder::counter("pgoscope_message_bytes_total", "Bytes of those messages.");
    using Direction = dissectors::Direction;
    for (const auto& [direction, name] :
         {std::pair{Direction::frontend, "frontend"}, {Direction::backend, "backend"}}) {
        const auto total = messages.total(direction);
        count.add(total.count, {{"direction", name}});
        bytes.add(total.bytes, {{"direction", name}});
    }
    count.to(families);
    bytes.to(families);
}

void add_exchanges(MetricFamilies& families, const stats::ExchangeStats& exchanges) {
    auto count = Builder::counter("pgoscope_exchanges_total",
                                  "Requests with all that answers them, by kind.");
    auto durations = Builder::histogram(
        "pgoscope_exchange_duration_seconds",
        "From the first byte of the request to the last byte of its completion, by kind.");
    for (std::size_t i = 0; i < events::exchange_kind_count; ++i) {
        const auto kind = static_cast<events::ExchangeKind>(i);
        const MetricLabels labels{{"kind", text(to_string(kind))}};
        count.add(exchanges.count(kind), labels);
        // Most captures never have most kinds.
        if (!exchanges.duration(kind).empty())
            durations.add(metric_of(exchanges.duration(kind)), labels);
    }
    count.to(families);
    durations.to(families);
    Builder::counter("pgoscope_unanswered_exchanges_total", "Requests that stayed without answer.")
        .add(exchanges.count(events::ExchangeOutcome::unanswered))
        .to(families);
}

void add_transactions(MetricFamilies& families, const Document& document) {
    const auto& transactions = document.stats.transactions();
    Builder::counter("pgoscope_transactions_total", "Explicit transactions that ended, by how.")
        .add(transactions.committed, {{"outcome", "committed"}})
        .add(transactions.rolled_back, {{"outcome", "rolled_back"}})
        .add(transactions.failed, {{"outcome", "failed"}})
        .to(families);
    Builder::counter("pgoscope_prepared_transactions_total",
                     "Transactions by two phases: each PREPARE TRANSACTION, and each decision.")
        .add(transactions.prepared, {{"step", "prepared"}})
        .add(transactions.prepared_committed, {{"step", "committed"}})
        .add(transactions.prepared_rolled_back, {{"step", "rolled_back"}})
        .add(transactions.decided_only, {{"step", "decided_without_prepare"}})
        .to(families);
    Builder::gauge("pgoscope_open_prepared_transactions",
                   "Prepared transactions that nobody has committed or rolled back.")
        .add(static_cast<std::uint64_t>(document.facts.prepared_open.size()))
        .to(families);
    Builder::histogram("pgoscope_transaction_duration_seconds", "How long they lasted.")
        .add(metric_of(transactions.duration))
        .to(families);
    Builder::histogram("pgoscope_idle_in_transaction_seconds",
                       "Each wait of a transaction for its client.")
        .add(metric_of(transactions.idle))
        .to(families);
}

void add_sessions(MetricFamilies& families, const stats::Collector& stats,
                  const stats::OpenSessions& sessions) {
    Builder::counter("pgoscope_sessions_total", "Sessions seen, those that are open among them.")
        .add(sessions.opened())
        .to(families);
    Builder::gauge("pgoscope_open_sessions", "Sessions that are open.")
        .add(static_cast<std::uint64_t>(sessions.all().size()))
        .to(families);
    Builder::histogram("pgoscope_connection_setup_seconds",
                       "From the first packet of a session to the first ReadyForQuery; counted "
                       "when the session ends.")
        .add(metric_of(stats.sessions().connection_setup))
        .to(families);
}

}  // namespace

void add_capture_metrics(MetricFamilies& families, const Document& document) {
    const auto& capture = document.facts.capture;
    add_sources(families, capture);
    if (capture.written) add_written(families, *capture.written);
    add_bytes(families, document);
    add_losses(families, document);
}

void add_conversation_metrics(MetricFamilies& families, const Document& document,
                              const stats::OpenSessions& sessions) {
    add_sessions(families, document.stats, sessions);
    add_messages(families, document.stats.messages());
    add_exchanges(families, document.stats.exchanges());
    add_transactions(families, document);
    Builder::counter("pgoscope_calls_total", "Statements that completed.")
        .add(document.stats.statements().calls())
        .to(families);
    Builder::counter("pgoscope_rows_total", "Rows that statements returned or changed.")
        .add(document.stats.statements().rows())
        .to(families);
}

}  // namespace pgoscope::report
