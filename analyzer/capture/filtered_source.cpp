#include "analyzer/capture/filtered_source.h"

#include <utility>

#include <pcap/pcap.h>

namespace pgoscope::capture {

Result<std::unique_ptr<FilteredSource>> FilteredSource::open(std::unique_ptr<Source> source,
                                                             const PacketConditions& conditions) {
    std::unique_ptr<FilteredSource> filtered(new FilteredSource);
    if (!conditions.bpf.empty()) {
        std::vector<int> link_types;
        for (const auto& info : source->info())
            link_types.push_back(pcap_datalink_name_to_val(info.link_type.c_str()));
        auto compiled = BpfFilter::compile(conditions.bpf, link_types);
        if (!compiled.ok()) return Failure{compiled.error()};
        filtered->bpf_ = std::move(compiled.value());
    }
    filtered->source_ = std::move(source);
    filtered->since_ = conditions.since;
    filtered->until_ = conditions.until;
    return filtered;
}

bool FilteredSource::wanted(const Packet& packet) const noexcept {
    return (!since_ || packet.time >= *since_) && (!until_ || packet.time < *until_) &&
           (!bpf_ || bpf_->matches(packet));
}

ReadStatus FilteredSource::next(Packet& packet) {
    while (error_.empty()) {
        const auto status = source_->next(packet);
        if (status != ReadStatus::packet) return status;
        if (bpf_ && !bpf_->knows(packet.link_type))
            if (const auto failure = bpf_->add(packet.link_type)) error_ = failure->sentence;
        if (error_.empty() && wanted(packet)) return status;
        ++filtered_out_;
    }
    return ReadStatus::failed;
}

}  // namespace pgoscope::capture
