#include "analyzer/pipeline/counters.h"

#include <numeric>

namespace pgoscope::pipeline {
namespace {

template <class Array>
std::uint64_t sum(const Array& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0});
}

}  // namespace

report::Counters ignored_packets(const net::NetCounters& net) {
    report::Counters counters;
    for (std::size_t i = 0; i < net::outcome_count; ++i) {
        const auto outcome = static_cast<net::Outcome>(i);
        // A fragment is part of a datagram that is counted when it is whole.
        if (outcome == net::Outcome::segment || net.packets[i] == 0) continue;
        counters.emplace_back(net::name_of(outcome), net.packets[i]);
    }
    return counters;
}

report::TransportFacts transport_facts(const tcp::TcpCounters& tcp, const net::NetCounters& net,
                                       const PortFilter& ports) {
    report::TransportFacts facts;
    facts.connections = tcp.connections;
    facts.segments = tcp.segments;
    facts.payload_bytes = tcp.payload_bytes;
    facts.retransmitted_bytes = tcp.retransmitted_bytes;
    facts.out_of_order_segments = tcp.out_of_order_segments;
    facts.gaps = sum(tcp.gaps);
    facts.missing_bytes = sum(tcp.missing_bytes);
    facts.others = {
        {"midstream_connections", tcp.midstream_connections},
        {"keep_alives", tcp.keep_alives},
        {"conflicting_bytes", tcp.conflicting_bytes},
        {"stray_segments", tcp.stray_segments},
        {"resets_ignored", tcp.resets_ignored},
        {"fins_ignored", tcp.fins_ignored},
        {"acknowledgments_ignored", tcp.acknowledgments_ignored},
        {"resynchronizations", tcp.resynchronizations},
        {"tunnels", net.tunnels},
        {"ip_fragments", net.fragments.fragments},
        {"reassembled_datagrams", net.fragments.reassembled},
        {"overlapping_fragments", net.fragments.overlapping},
        {"other_ports_segments", ports.other_segments()},
        {"other_ports_payload_bytes", ports.other_payload_bytes()},
    };
    return facts;
}

events::Accounting whole_accounting(events::Accounting delivered, const tcp::TcpCounters& tcp) {
    using events::SkipReason;
    delivered.payload_bytes = tcp.payload_bytes;
    delivered.skip(SkipReason::retransmitted, tcp.retransmitted_bytes);
    // The byte of a keep-alive probe stands in place of one that was sent before.
    delivered.skip(SkipReason::retransmitted, tcp.keep_alive_bytes);
    delivered.skip(SkipReason::after_close, tcp.after_close_bytes);
    delivered.skip(SkipReason::out_of_window, tcp.out_of_window_bytes);
    delivered.skip(SkipReason::out_of_window, tcp.before_start_bytes);
    delivered.skip(SkipReason::connection_limit, tcp.untracked_bytes);
    return delivered;
}

report::Counters limit_counters(const tcp::TcpCounters& tcp, const net::FragmentCounters& fragments,
                                const session::LimitCounters& sessions,
                                std::uint64_t statements_overflowed) {
    return {
        {"message_bytes", sessions.truncated_messages},
        {"reassembly_bytes", tcp.reassembly_bytes_limit_hits},
        {"reassembly_segments", tcp.reassembly_segments_limit_hits},
        {"reassembly_total_bytes", tcp.reassembly_total_limit_hits},
        {"connections", tcp.evicted_connections},
        {"idle_time", tcp.timed_out_idle},
        {"half_open_time", tcp.timed_out_half_open},
        {"undecided_bytes", sessions.undecided_bytes},
        {"open_exchanges", sessions.open_exchanges},
        {"prepared_statements", sessions.prepared_statements},
        {"prepared_total_bytes", sessions.prepared_total_bytes},
        {"portals", sessions.portals},
        {"prepared_transactions", sessions.prepared_transactions},
        {"query_statements", sessions.query_statements},
        {"recent_request_bytes", sessions.recent_requests},
        {"recent_requests_total_bytes", sessions.recent_requests_total},
        {"subscriptions", sessions.subscriptions},
        {"ended_subscriptions", sessions.ended_subscriptions},
        {"statements", statements_overflowed},
        {"fragmented_datagrams", fragments.evicted},
        {"fragment_bytes", fragments.evicted_for_bytes},
        {"fragment_lifetime", fragments.expired},
    };
}

}  // namespace pgoscope::pipeline
