#include "analyzer/pipeline/pipeline.h"

#include <algorithm>
#include <utility>

#include "analyzer/capture/file_sequence.h"
#include "analyzer/net/decoder.h"
#include "analyzer/pipeline/counters.h"
#include "analyzer/pipeline/port_filter.h"
#include "analyzer/pipeline/view.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "analyzer/tcp/connection_table.h"

namespace pgoscope::pipeline {
namespace {

session::Options session_options(const Settings& settings) {
    return {settings.limits, settings.ports, settings.options.show_values};
}

/// What was read so far.
struct Reading {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    PacketTime first = 0;
    PacketTime last = 0;
    std::uint64_t unknown_link_types = 0;  ///< packets
    std::uint64_t first_unknown = 0;       ///< its number

    void note(const capture::Packet& packet) noexcept {
        if (packets == 0) first = last = packet.time;
        ++packets;
        bytes += packet.data.size();
        first = std::min(first, packet.time);
        last = std::max(last, packet.time);
    }
};

/// Which source the packet with this number came from; not null when there is one.
const capture::SourceInfo* source_of(std::uint64_t number,
                                     const std::vector<capture::SourceInfo>& sources) {
    for (const auto& source : sources) {
        if (number <= source.packets) return &source;
        number -= source.packets;
    }
    return nullptr;
}

}  // namespace

/// One of each, in the order in which a packet meets them.
class Pipeline::Parts {
  public:
    Parts(Settings settings, std::unique_ptr<capture::Source> source,
          const capture::FilteredSource* filtered, Write write)
        : settings_(std::move(settings)),
          source_(std::move(source)),
          filtered_(filtered),
          decoder_(settings_.limits),
          ports_(settings_.ports),
          output_(std::move(write)),
          view_(settings_, output_),
          catalogue_(settings_.limits.statements),
          sessions_(session_options(settings_), catalogue_, view_.sink()),
          connections_(settings_.limits, sessions_) {}

    Ending run(const std::atomic<bool>& stop, const Progress& progress) {
        const auto ending = read(stop, progress);
        if (ending == Ending::output_refused) return ending;
        connections_.finish(reading_.last);
        collect_facts(ending);
        view_.finish(facts_);
        output_.flush();
        if (output_.failed()) return Ending::output_refused;
        return ending == Ending::complete && !facts_.capture.error.empty() ? Ending::incomplete
                                                                           : ending;
    }

    [[nodiscard]] const std::string& error() const noexcept { return facts_.capture.error; }
    [[nodiscard]] Findings findings() const { return view_.findings(facts_); }
    [[nodiscard]] Overview overview() const {
        constexpr std::size_t most_ports = 5;
        const auto& accounting = facts_.accounting;
        return {
            reading_.packets,         decoder_.counters().of(net::Outcome::segment),
            ports_.other_segments(),  ports_.busiest(most_ports),
            accounting.payload_bytes, accounting.dissected_bytes + accounting.encrypted_bytes != 0,
            sessions_.sessions()};
    }

  private:
    Ending read(const std::atomic<bool>& stop, const Progress& progress);
    [[nodiscard]] std::string reading_error() const;
    void collect_facts(Ending ending);

    Settings settings_;
    std::unique_ptr<capture::Source> source_;
    const capture::FilteredSource* filtered_;  ///< `source_`, when it leaves packets out
    net::Decoder decoder_;
    PortFilter ports_;
    report::Output output_;
    ViewSinks view_;
    sql::StatementCatalogue catalogue_;
    session::SessionTable sessions_;
    tcp::ConnectionTable connections_;

    Reading reading_;
    report::DocumentFacts facts_;
};

Ending Pipeline::Parts::read(const std::atomic<bool>& stop, const Progress& progress) {
    constexpr unsigned packets_between_looks = 4096;
    capture::Packet packet;
    net::Segment segment;
    for (;;) {
        for (unsigned i = 0; i < packets_between_looks; ++i) {
            const auto status = source_->next(packet);
            // A signal that sets the flag also breaks off a read that waits.
            if (stop.load(std::memory_order_relaxed)) return Ending::stopped;
            if (status != capture::ReadStatus::packet)
                return status == capture::ReadStatus::end ? Ending::complete : Ending::incomplete;

            reading_.note(packet);
            const auto outcome = decoder_.decode(packet, segment);
            if (outcome == net::Outcome::segment) {
                if (ports_.passes(segment)) connections_.on_segment(segment);
            } else if (outcome == net::Outcome::unknown_link_type) {
                if (reading_.unknown_link_types++ == 0) reading_.first_unknown = packet.number;
            }
        }
        if (output_.failed()) return Ending::output_refused;
        progress(source_->bytes_read(), source_->bytes_total());
    }
}

std::string Pipeline::Parts::reading_error() const {
    std::string error = source_->error();
    if (reading_.unknown_link_types == 0) return error;
    const auto sources = source_->info();
    const auto* source = source_of(reading_.first_unknown, sources);
    if (!error.empty()) error += "; also, ";
    error += source != nullptr ? "'" + source->path + "' has link type " + source->link_type
                               : "a capture has a link type";
    error +=
        ", which cannot be decoded; capture again on an Ethernet, loopback or 'any' interface "
        "(packets not looked at: " +
        std::to_string(reading_.unknown_link_types) + ")";
    return error;
}

void Pipeline::Parts::collect_facts(Ending ending) {
    const auto net = decoder_.counters();
    const auto& tcp = connections_.counters();
    facts_.generator_version = settings_.program_version;

    auto& capture = facts_.capture;
    for (const auto& source : source_->info())
        capture.sources.push_back({source.path, source.format, source.link_type, source.snaplen,
                                   source.packets, source.bytes});
    capture.packets = reading_.packets;
    capture.captured_bytes = reading_.bytes;
    if (reading_.packets != 0) {
        capture.first_time = reading_.first;
        capture.last_time = reading_.last;
    }
    if (filtered_ != nullptr) capture.filtered_packets = filtered_->filtered_out();
    capture.ignored_packets = ignored_packets(net);
    // A read that was broken off by a signal has an error, too, which explains nothing.
    capture.error = ending == Ending::stopped ? "the reading was interrupted" : reading_error();

    facts_.transport = transport_facts(tcp, net, ports_);
    facts_.accounting = whole_accounting(sessions_.accounting(), tcp);
    facts_.limits =
        limit_counters(tcp, net.fragments, sessions_.limit_counters(), catalogue_.overflowed());
}

capture::Result<std::unique_ptr<Pipeline>> Pipeline::open(Settings settings, Write write) {
    auto files = capture::FileSequence::open(settings.captures);
    if (!files.ok()) return capture::Failure{files.error()};
    std::unique_ptr<capture::Source> source = std::move(files.value());

    const capture::FilteredSource* filtered = nullptr;
    if (settings.packets.any()) {
        auto opened = capture::FilteredSource::open(std::move(source), settings.packets);
        if (!opened.ok()) return capture::Failure{opened.error()};
        filtered = opened.value().get();
        source = std::move(opened.value());
    }
    auto parts =
        std::make_unique<Parts>(std::move(settings), std::move(source), filtered, std::move(write));
    return std::unique_ptr<Pipeline>(new Pipeline(std::move(parts)));
}

Pipeline::Pipeline(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Pipeline::~Pipeline() = default;

Ending Pipeline::run(const std::atomic<bool>& stop, const Progress& progress) {
    return parts_->run(stop, progress);
}
const std::string& Pipeline::error() const noexcept {
    return parts_->error();
}
Overview Pipeline::overview() const {
    return parts_->overview();
}
Findings Pipeline::findings() const {
    return parts_->findings();
}

}  // namespace pgoscope::pipeline
