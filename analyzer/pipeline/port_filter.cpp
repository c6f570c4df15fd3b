#include "analyzer/pipeline/port_filter.h"

namespace pgoscope::pipeline {

PortFilter::PortFilter(const std::vector<std::uint16_t>& ports)
    : segments_by_port_(std::make_unique<std::array<std::uint64_t, port_count>>()) {
    for (const auto port : ports)
        wanted_.set(port);
    if (ports.empty()) wanted_.set();
}

std::vector<PortTraffic> PortFilter::busiest(std::size_t most) const {
    std::vector<PortTraffic> found;
    for (std::size_t port = 0; port < port_count; ++port)
        if (const auto segments = (*segments_by_port_)[port]; segments != 0)
            found.push_back({static_cast<std::uint16_t>(port), segments});
    std::stable_sort(found.begin(), found.end(), [](const PortTraffic& a, const PortTraffic& b) {
        return a.segments > b.segments;
    });
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace pgoscope::pipeline
