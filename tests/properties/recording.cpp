#include "tests/properties/recording.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
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

std::vector<std::uint16_t> server_ports(const std::string& name) {
    std::vector<std::uint16_t> ports;
    std::ifstream table(PGOSCOPE_SOURCE_DIR "/tests/golden/samples.txt");
    for (std::string line; std::getline(table, line);) {
        if (line.rfind(name + ' ', 0) != 0) continue;
        const std::string option = "--port,";
        for (auto at = line.find(option); at != std::string::npos; at = line.find(option, at + 1))
            ports.push_back(
                static_cast<std::uint16_t>(std::stoul(line.substr(at + option.size()))));
    }
    return ports.empty() ? std::vector<std::uint16_t>{5432} : ports;
}

Recording read_recording(const std::string& path, const std::vector<std::uint16_t>& ports) {
    auto file = capture::Savefile::open(path);
    if (!file.ok()) throw std::runtime_error(file.error());
    net::Decoder decoder{Limits{}};
    capture::Packet packet;
    net::Segment segment;
    Recording recording;
    while (file.value()->next(packet) == capture::ReadStatus::packet) {
        if (decoder.decode(packet, segment) != net::Outcome::segment) continue;
        const auto is_end = [&segment](std::uint16_t port) {
            return segment.source.port == port || segment.destination.port == port;
        };
        if (std::none_of(ports.begin(), ports.end(), is_end)) continue;
        recording.push_back({segment, {segment.payload.begin(), segment.payload.end()}});
    }
    return recording;
}
