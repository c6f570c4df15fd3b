#include "analyzer/pipeline/input.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "analyzer/capture/bpf_filter.h"
#include "analyzer/capture/file_sequence.h"
#include "analyzer/capture/live_source.h"
#include "analyzer/pipeline/kernel_filter.h"

namespace pgoscope::pipeline {
namespace {

void add(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& part) {
    if (part) sum = sum.value_or(0) + *part;
}

capture::LiveSource::Options live_options(const Settings& settings) {
    const auto& live = *settings.live;
    capture::LiveSource::Options options;
    options.interface.buffer_bytes = live.buffer_bytes;
    options.interface.snaplen = live.snaplen;
    options.interface.promiscuous = live.promiscuous;
    options.interface.clock = live.clock;
    options.interface.filters = kernel_filters(settings.ports, settings.packets.bpf);
    options.most_packets = live.most_packets;
    return options;
}

capture::Result<Input> open_interfaces(const Settings& settings) {
    const auto& live = *settings.live;
    // The expression that it becomes a part of is ours: nobody wants to read that in an error.
    if (const auto& bpf = settings.packets.bpf; !bpf.empty())
        if (auto failure = capture::BpfFilter::fault_of(bpf)) return *failure;
    auto opened = capture::LiveSource::open(live.interfaces, live_options(settings));
    if (!opened.ok()) return capture::Failure{opened.error()};
    auto source = std::move(opened.value());
    if (live.write.path.empty()) return Input{std::move(source)};

    if (!source->link_type())
        return capture::Failure{
            "the interfaces have different link types, and a file can have only one: write the "
            "packets of 'any', or run once for each interface"};
    auto recorded = std::make_unique<capture::RecordedSource>(std::move(source));
    auto* pointer = recorded.get();
    return Input{std::move(recorded), nullptr, pointer};
}

capture::Result<Input> open_files(const Settings& settings) {
    auto opened = capture::FileSequence::open(settings.captures);
    if (!opened.ok()) return capture::Failure{opened.error()};
    if (!settings.packets.any()) return Input{std::move(opened.value())};

    auto fewer = capture::FilteredSource::open(std::move(opened.value()), settings.packets);
    if (!fewer.ok()) return capture::Failure{fewer.error()};
    const auto* filtered = fewer.value().get();
    return Input{std::move(fewer.value()), filtered, nullptr};
}

}  // namespace

capture::Result<Input> open_input(const Settings& settings) {
    return settings.live ? open_interfaces(settings) : open_files(settings);
}

report::CaptureFacts capture_facts(const std::vector<capture::SourceInfo>& sources) {
    report::CaptureFacts facts;
    for (const auto& source : sources) {
        facts.sources.push_back({source.path, source.format, source.link_type, source.snaplen,
                                 source.packets, source.bytes, source.dropped_by_kernel,
                                 source.dropped_by_interface});
        if (const auto& outages = source.outages)
            facts.sources.back().outages = {outages->count, outages->silence, outages->lasting};
        add(facts.dropped_by_kernel, source.dropped_by_kernel);
        add(facts.dropped_by_interface, source.dropped_by_interface);
    }
    return facts;
}

report::WrittenFacts written_facts(const capture::PacketFile& file) {
    const auto& state = file.state();
    return {file.path(), state.packets, state.bytes, state.error, state.missing_since};
}

}  // namespace pgoscope::pipeline
