#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/events/accounting.h"
#include "analyzer/events/prepared_transaction.h"
#include "analyzer/packet_time.h"
#include "analyzer/report/text/options.h"
#include "analyzer/stats/collector.h"

/// What documents are made of. The facts did not come through events: whoever ran the pipeline
/// fills them in.
namespace pgoscope::report {

/// Figures by name, in the order they are shown.
using Counters = std::vector<std::pair<std::string, std::uint64_t>>;

/// An interface was down, and came back.
struct OutageFacts {
    std::uint64_t count = 0;
    Nanoseconds silence = 0;  ///< in all, from the last packet before to the first after
    bool lasting = false;     ///< it is down now
};

/// One file or interface that was read.
struct SourceFacts {
    std::string path;       ///< as the user named it
    std::string format;     ///< `pcap`, `pcapng`
    std::string link_type;  ///< libpcap's name of it, such as `EN10MB`
    std::uint32_t snaplen = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;                           ///< captured, of those packets
    std::optional<std::uint64_t> dropped_by_kernel{};  ///< of interfaces
    std::optional<std::uint64_t> dropped_by_interface{};
    std::optional<OutageFacts> outages{};
};

/// The packets of a live capture that are written to a file, or several that follow each other.
struct WrittenFacts {
    std::string path;  ///< as the user named it
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< of the files
    std::string error{};      ///< why no more are written, though more are read; empty = they are
    PacketTime missing_since = 0;  ///< the first that was not written; with `error`
};

struct CaptureFacts {
    std::vector<SourceFacts> sources;
    std::uint64_t packets = 0;
    std::uint64_t captured_bytes = 0;
    std::optional<PacketTime> first_time;  ///< absent without packets
    std::optional<PacketTime> last_time;
    std::uint64_t filtered_packets = 0;  ///< left out by the user's conditions
    Counters ignored_packets;            ///< by why they hold no TCP segment that is looked at
    // Of live captures: packets that matched the filter and did not reach us.
    std::optional<std::uint64_t> dropped_by_kernel;
    std::optional<std::uint64_t> dropped_by_interface;
    std::optional<WrittenFacts> written;
    std::string error;  ///< why it could not be read to its end; empty = it was

    [[nodiscard]] bool writing_stopped() const noexcept {
        return written && !written->error.empty();
    }
    [[nodiscard]] std::optional<Nanoseconds> duration() const noexcept {
        if (!first_time || !last_time) return std::nullopt;
        return *last_time - *first_time;
    }
};

struct TransportFacts {
    std::uint64_t connections = 0;
    std::uint64_t segments = 0;
    std::uint64_t payload_bytes = 0;
    std::uint64_t retransmitted_bytes = 0;
    std::uint64_t out_of_order_segments = 0;
    std::uint64_t gaps = 0;
    std::uint64_t missing_bytes = 0;
    Counters others;
};

struct DocumentFacts {
    std::string generator_name = "pgoscope";
    std::string generator_version;
    CaptureFacts capture;
    TransportFacts transport;
    events::Accounting accounting;
    /// Those that are neither committed nor rolled back, in the order of their times.
    std::vector<events::PreparedTransaction> prepared_open{};
    Counters limits;  ///< how often each bound acted, those of the statistics left out
};

/// Everything a report, errors or latency document is made of. The statistics are complete, as all
/// sessions are closed, or they are of a moment and show what is open (`Collector::show_open`).
struct Document {
    const DocumentFacts& facts;
    const stats::Collector& stats;
    const Options& options;
};

/// How often each bound acted on the way, those of the statistics among them.
[[nodiscard]] Counters limits_of(const Document& document);
/// The option that raises the bound of that name, such as `--limit-portals`; empty where the bound
/// is fixed.
[[nodiscard]] std::string option_of_limit(std::string_view name);

}  // namespace pgoscope::report
