#include "analyzer/pipeline/input.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "analyzer/capture/file_sequence.h"
#include "analyzer/capture/live_source.h"
#include "analyzer/pipeline/kernel_filter.h"

namespace pgoscope::pipeline {
namespace {

using SourcePointer = std::unique_ptr<capture::Source>;

/// Any source in the place of one of a kind.
template <class Source>
capture::Result<SourcePointer> as_source(capture::Result<std::unique_ptr<Source>> opened) {
    if (!opened.ok()) return capture::Failure{opened.error()};
    return SourcePointer(std::move(opened.value()));
}

void add(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& part) {
    if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

capture::Result<SourcePointer> open_source(const Settings& settings) {
    if (!settings.live) return as_source(capture::FileSequence::open(settings.captures));
    const auto& live = *settings.live;
    capture::LiveSource::Options options;
    options.interface.buffer_bytes = live.buffer_bytes;
    options.interface.snaplen = live.snaplen;
    options.interface.promiscuous = live.promiscuous;
    options.interface.filters = kernel_filters(settings.ports, settings.packets.bpf);
    options.most_packets = live.most_packets;
    return as_source(capture::LiveSource::open(live.interfaces, options));
}

report::CaptureFacts capture_facts(const std::vector<capture::SourceInfo>& sources) {
    report::CaptureFacts facts;
    for (const auto& source : sources) {
        facts.sources.push_back({source.path, source.format, source.link_type, source.snaplen,
                                 source.packets, source.bytes, source.dropped_by_kernel,
                                 source.dropped_by_interface});
        add(facts.dropped_by_kernel, source.dropped_by_kernel);
        add(facts.dropped_by_interface, source.dropped_by_interface);
    }
    return facts;
}

}  // namespace pgoscope::pipeline
