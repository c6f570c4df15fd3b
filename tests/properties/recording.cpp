#include "tests/properties/recording.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "analyzer/capture/savefile.h"
#include "analyzer/net/decoder.h"

using namespace pgoscope;

RecordedSegment RecordedSegment::part(std::size_t begin, std::size_t end) const {
    const auto at = [this](std::size_t offset) {
        return payload.begin() + static_cast<std::ptrdiff_t>(offset);
    };
    RecordedSegment cut{header, {at(begin), at(end)}};
    cut.header.sequence += static_cast<std::uint32_t>(begin);
    cut.header.wire_length = static_cast<std::uint32_t>(end - begin);
    return cut;
}

std::vector<std::string> sample_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(PGOSCOPE_SOURCE_DIR "/samples"))
        if (entry.path().extension().string().rfind(".pcap", 0) == 0)
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string sample_path(const std::string& name) {
    return PGOSCOPE_SOURCE_DIR "/samples/" + name;
}

std::uint16_t server_port(const std::string& name) {
    return name == "protocol-3.2.pcap" ? 5420 : 5432;
}

Recording read_recording(const std::string& path, std::uint16_t port) {
    auto file = capture::Savefile::open(path);
    if (!file.ok()) throw std::runtime_error(file.error());
    net::Decoder decoder{Limits{}};
    capture::Packet packet;
    net::Segment segment;
    Recording recording;
    while (file.value()->next(packet) == capture::ReadStatus::packet) {
        if (decoder.decode(packet, segment) != net::Outcome::segment) continue;
        if (segment.source.port != port && segment.destination.port != port) continue;
        recording.push_back({segment, {segment.payload.begin(), segment.payload.end()}});
    }
    return recording;
}
