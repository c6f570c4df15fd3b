#include <cstring>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "analyzer/capture/savefile.h"
#include "tests/support/pcap_writer.h"

using captures::PcapNg;
using captures::TemporaryDirectory;
using Catch::Matchers::Contains;
using pgoscope::Bytes;
using pgoscope::capture::Packet;
using pgoscope::capture::ReadStatus;
using pgoscope::capture::Savefile;

namespace {

constexpr std::int64_t start = 1'795'000'000'123'456'789;
constexpr std::int64_t second = 1'000'000'000;

const std::vector<std::uint8_t> one{1, 2, 3, 4, 5};
const std::vector<std::uint8_t> two{6, 7, 8, 9};

struct Read {
    std::int64_t time = 0;
    int link_type = 0;
    std::uint32_t original_length = 0;
    std::vector<std::uint8_t> data;

    bool operator==(const Read&) const = default;
};

/// A file of some content, read to its end.
class Reading {
  public:
    explicit Reading(Bytes content) {
        auto opened = Savefile::open(directory_.write("a.pcapng", content));
        if (!opened.ok()) FAIL(opened.error());
        Packet packet;
        auto& source = *opened.value();
        while ((status = source.next(packet)) == ReadStatus::packet)
            packets.push_back({packet.time,
                               packet.link_type,
                               packet.original_length,
                               {packet.data.begin(), packet.data.end()}});
        link_type = source.description().link_type;
        error = source.error();
        bytes_read = source.bytes_read();
    }

    std::vector<Read> packets;
    ReadStatus status = ReadStatus::end;
    std::string link_type;
    std::string error;
    std::uint64_t bytes_read = 0;

  private:
    TemporaryDirectory directory_;
};

std::int64_t time_with(const PcapNg::Clock& clock, std::uint64_t ticks) {
    PcapNg pcapng;
    pcapng.interface(1, 0, clock).packet(0, ticks, one);
    const Reading reading(pcapng.bytes());
    REQUIRE(reading.packets.size() == 1);
    return reading.packets.front().time;
}

std::string failure_of(const PcapNg& pcapng) {
    const Reading reading(pcapng.bytes());
    CHECK(reading.status == ReadStatus::failed);
    return reading.error;
}

}  // namespace

TEST_CASE("a packet has the link type of its interface, of whatever snaplen") {
    for (const bool big_endian : {false, true}) {
        PcapNg pcapng(big_endian);
        pcapng.interface(1, 96).interface(101, 65535).interface(113, 96);
        pcapng.packet(1, start, one).packet(0, start + 1, two).packet(2, start + 2, one);
        const Reading reading(pcapng.bytes());
        CHECK(reading.status == ReadStatus::end);
        // LINKTYPE_RAW of files is libpcap's DLT_RAW.
        CHECK(reading.packets == std::vector<Read>{{start, 12, 5, one},
                                                   {start + 1, 1, 4, two},
                                                   {start + 2, 113, 5, one}});
        CHECK(reading.link_type == "EN10MB and RAW and LINUX_SLL");
        CHECK(reading.bytes_read == pcapng.bytes().size());
    }
}

TEST_CASE("sections have their own byte order and interfaces") {
    PcapNg pcapng;
    pcapng.interface(1).packet(0, start, one);
    pcapng.section(true).interface(101).packet(0, start + 1, two);
    pcapng.section(false).interface(1).packet(0, start + 2, one);
    const Reading reading(pcapng.bytes());
    CHECK(reading.packets ==
          std::vector<Read>{{start, 1, 5, one}, {start + 1, 12, 4, two}, {start + 2, 1, 5, one}});
    CHECK(reading.link_type == "EN10MB and RAW");
}

TEST_CASE("every kind of packet block, and what is between them") {
    PcapNg pcapng;
    pcapng.interface(1, 3).block(5, one).packet(0, start, one);
    pcapng.obsolete_packet(0, start + 1, two).block(0x0bad, std::vector<std::uint8_t>(100'000));
    pcapng.simple_packet(1500, one);
    const Reading reading(pcapng.bytes());
    CHECK(reading.status == ReadStatus::end);
    // A simple packet has no time, and the snaplen tells how much of it was captured.
    CHECK(reading.packets ==
          std::vector<Read>{{start, 1, 5, one}, {start + 1, 1, 4, two}, {0, 1, 1500, {1, 2, 3}}});
}

TEST_CASE("a block whose lengths differ ends the reading") {
    constexpr std::uint32_t passed_over = 5;
    PcapNg packet;
    packet.interface(1).packet(0, start, one);
    PcapNg other;
    other.interface(1).block(passed_over, one);
    for (const auto* pcapng : {&packet, &other}) {
        auto bytes = pcapng->bytes();
        bytes[bytes.size() - 4] += 4;
        const Reading reading(bytes);
        CHECK(reading.status == ReadStatus::failed);
        CHECK(reading.packets.empty());
        CHECK_THAT(reading.error, Contains("a block whose lengths differ"));
    }
}

TEST_CASE("the first link types are named") {
    PcapNg pcapng;
    for (std::uint16_t number = 200; number < 208; ++number)
        pcapng.interface(number);
    const auto eight = Reading(pcapng.bytes()).link_type;
    CHECK_THAT(eight, !Contains(" and more"));
    pcapng.interface(1).interface(113);
    CHECK(Reading(pcapng.bytes()).link_type == eight + " and more");
}

TEST_CASE("a clock has its resolution and offset") {
    CHECK(time_with({6, 0}, start / 1000) == start / 1000 * 1000);
    CHECK(time_with({3, 0}, 1'795'000'000'123) == 1'795'000'000'123'000'000);
    CHECK(time_with({0, 0}, 7) == 7 * second);
    CHECK(time_with({12, 0}, 1'795'000'123'456'789) == 1'795'000'123'456);
    CHECK(time_with({0x81, 0}, 3) == second + second / 2);
    CHECK(time_with({0x80 | 40, 0}, std::uint64_t{5} << 39U) == 2 * second + second / 2);
    CHECK(time_with({9, 100}, start) == start + 100 * second);
    CHECK(time_with({9, -100}, start) == start - 100 * second);
    CHECK(time_with({9, INT64_MIN}, start) == 0);
    CHECK(time_with({9, INT64_MAX}, start) == INT64_MAX);
    CHECK(time_with({0, 0}, ~std::uint64_t{0}) == INT64_MAX);
}

TEST_CASE("what a block cannot be is told") {
    PcapNg unknown_interface;
    unknown_interface.interface(1).packet(0, start, one).packet(1, start, one);
    CHECK_THAT(failure_of(unknown_interface),
               Contains("is damaged in packet 2") && Contains("unknown interface"));
    PcapNg fine_clock;
    fine_clock.interface(1).packet(0, start, one).interface(1, 0, {20, 0});
    CHECK_THAT(failure_of(fine_clock), Contains("impossible resolution"));
    fine_clock = PcapNg();
    fine_clock.interface(1).packet(0, start, one).interface(1, 0, {0x80 | 64, 0});
    CHECK_THAT(failure_of(fine_clock), Contains("impossible resolution"));

    PcapNg good;
    good.interface(1).packet(0, start, one);
    const auto begin_of_length = [](const std::vector<std::uint8_t>& bytes) {
        return bytes.size() - 40 + 4;  // the packet's block is 40 bytes
    };
    for (const std::uint32_t length : {0U, 8U, 39U, 17U * 1024 * 1024, 0xfffffffcU}) {
        auto bytes = good.bytes();
        std::memcpy(bytes.data() + begin_of_length(bytes), &length, sizeof length);
        const Reading reading(bytes);
        INFO(length);
        CHECK(reading.status == ReadStatus::failed);
        CHECK_THAT(reading.error, Contains("impossible length"));
    }
    auto longer_than_its_block = good.bytes();
    longer_than_its_block[longer_than_its_block.size() - 20] = 9;  // the captured length
    CHECK_THAT(Reading(longer_than_its_block).error, Contains("impossible length"));
}

TEST_CASE("a pcapng file may end anywhere") {
    PcapNg pcapng;
    pcapng.interface(1).packet(0, start, one).block(5, two);
    const auto first_ends = pcapng.bytes().size();
    pcapng.packet(0, start, two);
    for (auto size = first_ends - 16; size <= pcapng.bytes().size(); ++size) {
        INFO(size);
        const Reading reading(Bytes(pcapng.bytes()).first(size));
        const bool whole =
            size == first_ends - 16 || size == first_ends || size == pcapng.bytes().size();
        CHECK(reading.status == (whole ? ReadStatus::end : ReadStatus::failed));
        CHECK(reading.packets.size() == (size == pcapng.bytes().size() ? 2 : 1));
        if (!whole) CHECK_THAT(reading.error, Contains("is cut off in packet 2"));
    }
}

TEST_CASE("of a pipe libpcap reads interfaces that are alike") {
    const TemporaryDirectory directory;
    const auto path = directory.file("pipe");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    PcapNg pcapng;
    pcapng.interface(1).packet(0, start, one).interface(101).packet(1, start, two);
    std::FILE* writer = std::fopen(path.c_str(), "r+b");
    REQUIRE(writer != nullptr);
    REQUIRE(std::fwrite(pcapng.bytes().data(), 1, pcapng.bytes().size(), writer) ==
            pcapng.bytes().size());
    REQUIRE(std::fflush(writer) == 0);
    auto opened = Savefile::open(path);
    REQUIRE(opened.ok());
    (void)std::fclose(writer);
    Packet packet;
    CHECK(opened.value()->next(packet) == ReadStatus::packet);
    CHECK(opened.value()->next(packet) == ReadStatus::failed);
    CHECK_THAT(opened.value()->error(), Contains("save it to a file"));
}
