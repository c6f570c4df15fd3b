// Whatever is done to a capture, every view of it comes to its end, is valid and accounts for every
// byte.

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstring>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "analyzer/pipeline/pipeline.h"
#include "tests/properties/recording.h"
#include "tests/properties/rewriting.h"
#include "tests/support/pcap_writer.h"

using namespace pgoscope;

namespace {

/// Captures beyond this size take so long that fewer variants have to do.
constexpr std::size_t large_bytes = 300'000;

std::vector<std::uint8_t> content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Offsets of all bytes inside the packets of a classic capture of this machine's byte order.
std::vector<std::size_t> packet_bytes(const std::vector<std::uint8_t>& content) {
    constexpr std::size_t file_header_bytes = 24;
    constexpr std::size_t record_header_bytes = 16;
    std::vector<std::size_t> offsets;
    if (content.size() < file_header_bytes || content[0] != 0xd4) return offsets;
    for (auto at = file_header_bytes; at + record_header_bytes <= content.size();) {
        std::uint32_t length = 0;
        std::memcpy(&length, &content[at + 8], sizeof length);
        at += record_header_bytes;
        for (const auto end = std::min(at + length, content.size()); at < end; ++at)
            offsets.push_back(at);
    }
    return offsets;
}

struct Analysis {
    bool opened = false;
    pipeline::Ending ending = pipeline::Ending::complete;
    std::string output;
};

Analysis analyse(const std::string& path, const std::vector<std::uint16_t>& ports,
                 pipeline::View view, pipeline::Format format) {
    pipeline::Settings settings;
    settings.view = view;
    settings.format = format;
    settings.captures = {path};
    settings.ports = ports;
    settings.options.show_values = true;
    Analysis analysis;
    auto pipeline = pipeline::Pipeline::open(settings, [&analysis](std::string_view text) {
        analysis.output += text;
        return true;
    });
    if (!pipeline.ok()) {
        CHECK(!pipeline.error().empty());
        return analysis;
    }
    analysis.opened = true;
    const std::atomic<bool> stop{false};
    pipeline::Watch nobody;
    analysis.ending = pipeline.value()->run(stop, nobody);
    return analysis;
}

/// Of a report in JSON: payload = dissected + encrypted + skipped.
bool accounting_closes(const std::string& report) {
    const auto begin = report.find("\"accounting\"");
    if (begin == std::string::npos) return false;
    const auto text =
        report.substr(begin, report.find('}', report.find("\"skipped_bytes\"", begin)) - begin);
    // The first number is the payload, all that follow are its parts.
    std::uint64_t payload = 0;
    std::uint64_t parts = 0;
    bool first = true;
    for (auto at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
        const auto value = text.find_first_not_of(" \"", at + 1);
        if (value == std::string::npos || std::isdigit(text[value]) == 0) continue;
        (first ? payload : parts) += std::stoull(text.substr(value));
        first = false;
    }
    return !first && payload == parts;
}

void expect_sound(const std::string& path, const std::vector<std::uint16_t>& ports) {
    using pipeline::Ending;
    const auto report = analyse(path, ports, pipeline::View::report, pipeline::Format::json);
    if (!report.opened) return;
    CHECK((report.ending == Ending::complete || report.ending == Ending::incomplete));
    CHECK(accounting_closes(report.output));
    for (const auto format : {pipeline::Format::json, pipeline::Format::text}) {
        const auto timeline = analyse(path, ports, pipeline::View::timeline, format);
        CHECK((timeline.ending == Ending::complete || timeline.ending == Ending::incomplete));
        CHECK((timeline.output.empty() || timeline.output.back() == '\n'));
    }
}

}  // namespace

TEST_CASE("a capture may end anywhere") {
    constexpr std::size_t most_cuts = 60;
    constexpr std::size_t most_cuts_of_large = 5;
    const captures::TemporaryDirectory directory;
    for (const auto& name : sample_names()) {
        const auto content = content_of(sample_path(name));
        const auto cuts = content.size() > large_bytes ? most_cuts_of_large : most_cuts;
        const auto step = std::max<std::size_t>(1, content.size() / cuts);
        for (std::size_t length = content.size() % step; length < content.size(); length += step) {
            INFO(name << ", first " << length << " bytes");
            expect_sound(directory.write("cut.pcap", Bytes(content).first(length)),
                         server_ports(name));
        }
    }
}

TEST_CASE("a small capture may end at every single byte") {
    const captures::TemporaryDirectory directory;
    for (const auto* name : {"gss-accepted.pcap", "cooked-v1.pcap", "nanosecond.pcapng"}) {
        const auto content = content_of(sample_path(name));
        for (std::size_t length = 0; length <= content.size(); ++length) {
            INFO(name << ", first " << length << " bytes");
            const auto report = analyse(directory.write("cut.pcap", Bytes(content).first(length)),
                                        {5432}, pipeline::View::report, pipeline::Format::json);
            CHECK((!report.opened || accounting_closes(report.output)));
            CHECK((length != content.size() || report.ending == pipeline::Ending::complete));
        }
    }
}

TEST_CASE("any bits of a capture may be wrong") {
    constexpr std::uint64_t most_rounds = 30;
    constexpr std::uint64_t most_rounds_of_large = 3;
    constexpr std::size_t bytes_between_flips = 400;
    const captures::TemporaryDirectory directory;
    for (const auto& name : sample_names()) {
        const auto original = content_of(sample_path(name));
        const auto inside_packets = packet_bytes(original);
        const auto rounds = original.size() > large_bytes ? most_rounds_of_large : most_rounds;
        for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
            INFO(name << ", seed " << seed);
            Chance chance(seed);
            auto content = original;
            // From one bit to one in every few packets.
            const auto flips = 1 + chance.below(1 + content.size() / bytes_between_flips);
            for (std::size_t i = 0; i < flips; ++i) {
                // A wrong record header ends the file, so most rounds leave those alone.
                const bool anywhere = seed % 5 == 0 || inside_packets.empty();
                const auto at = anywhere ? chance.below(content.size())
                                         : inside_packets[chance.below(inside_packets.size())];
                content[at] ^= static_cast<std::uint8_t>(1U << chance.below(8));
            }
            expect_sound(directory.write("flipped.pcap", content), server_ports(name));
        }
    }
}
