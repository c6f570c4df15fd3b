#include "analyzer/pipeline/pipeline.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "analyzer/net/decoder.h"
#include "analyzer/pipeline/counters.h"
#include "analyzer/pipeline/input.h"
#include "analyzer/pipeline/interval_facts.h"
#include "analyzer/pipeline/port_filter.h"
#include "analyzer/pipeline/view.h"
#include "analyzer/report/documents/report_json.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "analyzer/tcp/connection_table.h"

namespace pgoscope::pipeline {
namespace {

session::Options session_options(const Settings& settings) {
    return {.limits = settings.limits,
            .ports = settings.ports,
            .keep_values = settings.options.show_values,
            .keep_requests = settings.options.redact};
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
        if (packet.time > last) [[likely]]
            last = packet.time;
        else
            first = std::min(first, packet.time);
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
class Pipeline::Parts final : public Now {
  public:
    Parts(Settings settings, Input input, Write write)
        : settings_(std::move(settings)),
          source_(std::move(input.source)),
          filtered_(input.filtered),
          recorded_(input.recorded),
          decoder_(settings_.limits),
          ports_(settings_.ports),
          output_(std::move(write)),
          view_(settings_, output_),
          catalogue_(settings_.limits.statements),
          sessions_(session_options(settings_), catalogue_, view_.sink()),
          connections_(settings_.limits, sessions_),
          window_begins_(settings_.live ? settings_.live->windows : 0) {
        if (settings_.live) sessions_.open_converters();
    }

    Ending run(const std::atomic<bool>& stop, Watch& watch) {
        source_->before_waiting([this] { output_.flush(); });
        const auto ending = read(stop, watch);
        if (settings_.live && ending != Ending::output_refused) read_rest();
        if (recorded_ != nullptr) recorded_->end_recording();
        if (ending == Ending::output_refused) return ending;
        watch.on_end(*this);
        connections_.finish(reading_.last);
        if (auto* statistics = view_.statistics()) statistics->show_open({}, reading_.last);
        facts_ = facts(reading_error(ending));
        view_.finish(facts_);
        output_.flush();
        if (output_.failed()) return Ending::output_refused;
        return ending == Ending::complete && !facts_.capture.error.empty() ? Ending::incomplete
                                                                           : ending;
    }

    [[nodiscard]] std::string begin_writing() {
        return recorded_ != nullptr ? recorded_->record(settings_.live->write) : std::string();
    }
    [[nodiscard]] const std::string& error() const noexcept { return facts_.capture.error; }
    [[nodiscard]] Findings findings() const { return view_.findings(facts_); }
    [[nodiscard]] Overview overview() const;

    [[nodiscard]] PacketTime packet_time() const override { return reading_.last; }
    [[nodiscard]] std::uint64_t packets() const override { return reading_.packets; }
    [[nodiscard]] std::uint64_t bytes_read() const override { return source_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const override { return source_->bytes_total(); }
    [[nodiscard]] std::string trouble() const override;
    [[nodiscard]] Snapshot snapshot(std::size_t window) override;
    [[nodiscard]] Present present() override;
    void write_report() override;
    void report_at_end() override { settings_.live->report = true; }
    void write_interval(std::size_t window, std::int64_t from, std::int64_t to) override;

  private:
    Ending read(const std::atomic<bool>& stop, Watch& watch);
    /// Of interfaces: what had been heard when the end came.
    void read_rest();
    /// What the source says after `status`, which is not `packet`; nothing when it may go on.
    [[nodiscard]] static std::optional<Ending> ending_of(capture::ReadStatus status) noexcept;
    /// For each packet: inlined into the loop that reads them.
    [[gnu::always_inline]] void handle(const capture::Packet& packet);
    [[nodiscard]] std::string reading_error(Ending ending) const;
    [[nodiscard]] report::DocumentFacts facts(std::string error) const;
    /// The same in the middle of the run.
    [[nodiscard]] report::DocumentFacts facts_now() const;
    /// Brings the statistics up to date, open sessions included.
    void settle();

    Settings settings_;
    std::unique_ptr<capture::Source> source_;
    const capture::FilteredSource* filtered_;  ///< in `source_`, when it leaves packets out
    capture::RecordedSource* recorded_;        ///< likewise, when it can keep them
    net::Decoder decoder_;
    PortFilter ports_;
    report::Output output_;
    ViewSinks view_;
    sql::StatementCatalogue catalogue_;
    session::SessionTable sessions_;
    tcp::ConnectionTable connections_;

    Reading reading_;
    net::Segment segment_;
    report::DocumentFacts facts_;
    std::vector<report::DocumentFacts> window_begins_;
    report::DocumentFacts interval_facts_;  ///< of the snapshot that was taken last
};

std::optional<Ending> Pipeline::Parts::ending_of(capture::ReadStatus status) noexcept {
    switch (status) {
        case capture::ReadStatus::end:
            return Ending::complete;
        case capture::ReadStatus::failed:
            return Ending::incomplete;
        default:
            return std::nullopt;
    }
}

inline void Pipeline::Parts::handle(const capture::Packet& packet) {
    reading_.note(packet);
    const auto outcome = decoder_.decode(packet, segment_);
    if (outcome == net::Outcome::segment) {
        if (ports_.passes(segment_)) connections_.on_segment(segment_);
    } else if (outcome == net::Outcome::unknown_link_type) {
        if (reading_.unknown_link_types++ == 0) reading_.first_unknown = packet.number;
    }
}

Ending Pipeline::Parts::read(const std::atomic<bool>& stop, Watch& watch) {
    constexpr unsigned packets_between_looks = 4096;
    capture::Packet packet;
    for (;;) {
        for (unsigned i = 0; i < packets_between_looks; ++i) {
            const auto status = source_->next(packet);
            // Even the last one: the source has counted it, and `--write` kept it.
            if (status == capture::ReadStatus::packet) [[likely]]
                handle(packet);
            // A signal that sets the flag also breaks off a read that waits.
            if (stop.load(std::memory_order_relaxed)) return Ending::stopped;
            if (status == capture::ReadStatus::packet) [[likely]]
                continue;
            if (const auto ending = ending_of(status)) return *ending;
            break;
        }
        if (settings_.live) output_.flush();
        if (recorded_ != nullptr) recorded_->flush();
        if (output_.failed()) return Ending::output_refused;
        if (!watch.look(*this)) return Ending::complete;
    }
}

void Pipeline::Parts::read_rest() {
    source_->finish();
    capture::Packet packet;
    while (source_->next(packet) == capture::ReadStatus::packet)
        handle(packet);
}

void Pipeline::Parts::settle() {
    auto& statistics = *view_.statistics();
    statistics.settle();
    std::vector<events::OpenSession> open;
    sessions_.bring_up_to_date();
    sessions_.append_open(open);
    open.erase(std::remove_if(open.begin(), open.end(),
                              [&](const auto& session) { return !view_.wants(*session.info); }),
               open.end());
    std::sort(open.begin(), open.end(),
              [](const auto& a, const auto& b) { return a.info->number < b.info->number; });
    statistics.show_open(open, reading_.last);
}

std::string Pipeline::Parts::trouble() const {
    std::string trouble = source_->error();
    const auto* written = recorded_ != nullptr ? recorded_->file() : nullptr;
    if (written == nullptr || written->state().error.empty()) return trouble;
    if (!trouble.empty()) trouble += "; also, ";
    return trouble + "cannot write '" + written->path() + "': " + written->state().error +
           "; no more packets are written";
}

Snapshot Pipeline::Parts::snapshot(std::size_t window) {
    settle();
    auto& statistics = *view_.statistics();
    facts_ = facts_now();
    interval_facts_ = facts_between(window_begins_[window], facts_);
    window_begins_[window] = facts_;
    return {{interval_facts_, statistics.take(window), settings_.options},
            {facts_, statistics.total(), settings_.options}};
}

Present Pipeline::Parts::present() {
    auto& statistics = *view_.statistics();
    statistics.settle();
    statistics.show_open({}, reading_.last);
    sessions_.bring_up_to_date();
    facts_ = facts_now();
    return {{facts_, statistics.total(), settings_.options}, *view_.present()};
}

void Pipeline::Parts::write_report() {
    settle();
    facts_ = facts_now();
    view_.write_report({facts_, view_.statistics()->total(), settings_.options});
    output_.flush();
}

void Pipeline::Parts::write_interval(std::size_t window, std::int64_t from, std::int64_t to) {
    const auto taken = snapshot(window);
    report::write_interval_json(output_, {from, to, taken.interval, taken.since_start});
    output_.flush();
}

Overview Pipeline::Parts::overview() const {
    constexpr std::size_t most_ports = 5;
    const auto& accounting = facts_.accounting;
    return {reading_.packets,         decoder_.counters().of(net::Outcome::segment),
            ports_.other_segments(),  ports_.busiest(most_ports),
            accounting.payload_bytes, accounting.dissected_bytes + accounting.encrypted_bytes != 0,
            sessions_.sessions()};
}

std::string Pipeline::Parts::reading_error(Ending ending) const {
    // A read that was broken off by a signal has an error, too, which explains nothing.
    if (ending == Ending::stopped && !settings_.live) return "the reading was interrupted";
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

report::DocumentFacts Pipeline::Parts::facts(std::string error) const {
    report::DocumentFacts facts;
    const auto net = decoder_.counters();
    const auto& tcp = connections_.counters();
    facts.generator_version = settings_.program_version;

    facts.capture = capture_facts(source_->info());
    facts.capture.packets = reading_.packets;
    facts.capture.captured_bytes = reading_.bytes;
    if (reading_.packets != 0) {
        facts.capture.first_time = reading_.first;
        facts.capture.last_time = reading_.last;
    }
    if (filtered_ != nullptr) facts.capture.filtered_packets = filtered_->filtered_out();
    facts.capture.ignored_packets = ignored_packets(net);
    if (recorded_ != nullptr && recorded_->file() != nullptr)
        facts.capture.written = written_facts(*recorded_->file());
    facts.capture.error = std::move(error);

    facts.transport = transport_facts(tcp, net, ports_);
    facts.accounting = whole_accounting(sessions_.accounting(), tcp);
    facts.prepared_open = sessions_.prepared_transactions();
    std::erase_if(facts.prepared_open,
                  [this](const auto& transaction) { return !view_.wants(transaction.session); });
    facts.limits =
        limit_counters(tcp, net.fragments, sessions_.limit_counters(), catalogue_.overflowed());
    return facts;
}

report::DocumentFacts Pipeline::Parts::facts_now() const {
    auto facts = this->facts(source_->error());
    auto& accounting = facts.accounting;
    accounting.skip(events::SkipReason::waiting, accounting.payload_bytes - accounting.accounted());
    return facts;
}

capture::Result<std::unique_ptr<Pipeline>> Pipeline::open(Settings settings, Write write) {
    auto input = open_input(settings);
    if (!input.ok()) return capture::Failure{input.error()};
    auto parts =
        std::make_unique<Parts>(std::move(settings), std::move(input.value()), std::move(write));
    return std::unique_ptr<Pipeline>(new Pipeline(std::move(parts)));
}

Pipeline::Pipeline(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Pipeline::~Pipeline() = default;

std::string Pipeline::begin_writing() {
    return parts_->begin_writing();
}
Ending Pipeline::run(const std::atomic<bool>& stop, Watch& watch) {
    return parts_->run(stop, watch);
}
std::string Pipeline::trouble() const {
    return parts_->trouble();
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
