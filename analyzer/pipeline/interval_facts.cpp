#include "analyzer/pipeline/interval_facts.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace pgoscope::pipeline {
namespace {

using report::Counters;

/// Counters only grow; what a moment does not name was zero.
Counters between(const Counters& before, Counters now) {
    for (auto& [name, count] : now) {
        const std::string_view wanted = name;
        const auto earlier = std::find_if(before.begin(), before.end(), [&](const auto& counter) {
            return counter.first == wanted;
        });
        if (earlier != before.end()) count -= earlier->second;
    }
    return now;
}

void subtract(std::optional<std::uint64_t>& now, const std::optional<std::uint64_t>& before) {
    if (now && before) *now -= std::min(*now, *before);
}

void subtract(report::CaptureFacts& now, const report::CaptureFacts& before) {
    for (std::size_t i = 0; i < now.sources.size() && i < before.sources.size(); ++i) {
        auto& source = now.sources[i];
        source.packets -= before.sources[i].packets;
        source.bytes -= before.sources[i].bytes;
        subtract(source.dropped_by_kernel, before.sources[i].dropped_by_kernel);
        subtract(source.dropped_by_interface, before.sources[i].dropped_by_interface);
        if (source.outages && before.sources[i].outages) {
            source.outages->count -= before.sources[i].outages->count;
            source.outages->silence -= before.sources[i].outages->silence;
        }
    }
    now.packets -= before.packets;
    now.captured_bytes -= before.captured_bytes;
    now.filtered_packets -= before.filtered_packets;
    now.ignored_packets = between(before.ignored_packets, std::move(now.ignored_packets));
    subtract(now.dropped_by_kernel, before.dropped_by_kernel);
    subtract(now.dropped_by_interface, before.dropped_by_interface);
    if (now.written && before.written) {
        now.written->packets -= before.written->packets;
        now.written->bytes -= before.written->bytes;
    }
    if (now.packets == 0)
        now.first_time = now.last_time = std::nullopt;
    else if (before.last_time)
        now.first_time = before.last_time;
}

void subtract(report::TransportFacts& now, const report::TransportFacts& before) {
    now.connections -= before.connections;
    now.segments -= before.segments;
    now.payload_bytes -= before.payload_bytes;
    now.retransmitted_bytes -= before.retransmitted_bytes;
    now.out_of_order_segments -= before.out_of_order_segments;
    now.gaps -= before.gaps;
    now.missing_bytes -= before.missing_bytes;
    now.others = between(before.others, std::move(now.others));
}

/// What waited at the interval's begin is among its payload, so that the sum is right.
void subtract(events::Accounting& now, const events::Accounting& before) {
    const auto waiting_before = before.skipped(events::SkipReason::waiting);
    now.payload_bytes -= before.payload_bytes - waiting_before;
    now.dissected_bytes -= before.dissected_bytes;
    now.encrypted_bytes -= before.encrypted_bytes;
    for (std::size_t i = 0; i < now.skipped_bytes.size(); ++i)
        if (static_cast<events::SkipReason>(i) != events::SkipReason::waiting)
            now.skipped_bytes[i] -= before.skipped_bytes[i];
}

}  // namespace

report::DocumentFacts facts_between(const report::DocumentFacts& before,
                                    const report::DocumentFacts& now) {
    auto facts = now;
    subtract(facts.capture, before.capture);
    subtract(facts.transport, before.transport);
    subtract(facts.accounting, before.accounting);
    facts.limits = between(before.limits, std::move(facts.limits));
    return facts;
}

}  // namespace pgoscope::pipeline
