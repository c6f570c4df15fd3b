#pragma once

#include "analyzer/events/accounting.h"
#include "analyzer/net/outcome.h"
#include "analyzer/pipeline/port_filter.h"
#include "analyzer/report/facts/document.h"
#include "analyzer/session/options.h"
#include "analyzer/tcp/tcp_counters.h"

/// From what each part of the pipeline counted to what documents tell, under the names that
/// documents use.
namespace pgoscope::pipeline {

/// Packets without a TCP segment, by why they have none. Reasons that did not occur are left out.
[[nodiscard]] report::Counters ignored_packets(const net::NetCounters& net);

[[nodiscard]] report::TransportFacts transport_facts(const tcp::TcpCounters& tcp,
                                                     const net::NetCounters& net,
                                                     const PortFilter& ports);

/// `delivered` is about the bytes that reached the sessions; here the segments' other bytes join.
[[nodiscard]] events::Accounting whole_accounting(events::Accounting delivered,
                                                  const tcp::TcpCounters& tcp);

/// How often each bound acted, by the name of the member of Limits.
[[nodiscard]] report::Counters limit_counters(const tcp::TcpCounters& tcp,
                                              const net::FragmentCounters& fragments,
                                              const session::LimitCounters& sessions,
                                              std::uint64_t statements_overflowed);

}  // namespace pgoscope::pipeline
