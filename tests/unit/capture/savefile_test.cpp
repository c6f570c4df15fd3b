#include "analyzer/capture/savefile.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "tests/support/pcap_writer.h"

using captures::Pcap;
using captures::PcapNg;
using captures::TemporaryDirectory;
using pgoscope::Bytes;
using pgoscope::capture::Packet;
using pgoscope::capture::ReadStatus;
using pgoscope::capture::Savefile;

namespace {

constexpr std::int64_t start = 1'795'000'000'123'456'789;

const std::vector<std::uint8_t> one{1, 2, 3, 4, 5};
const std::vector<std::uint8_t> two{6, 7, 8};

std::string error_of_opening(const std::string& path) {
    auto opened = Savefile::open(path);
    REQUIRE_FALSE(opened.ok());
    return opened.error();
}

std::unique_ptr<Savefile> open(const std::string& path) {
    auto opened = Savefile::open(path);
    if (!opened.ok()) FAIL(opened.error());
    return std::move(opened.value());
}

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

}  // namespace

TEST_CASE("classic pcap of both byte orders and both precisions") {
    const TemporaryDirectory directory;
    for (const bool big_endian : {false, true}) {
        for (const bool nanoseconds : {false, true}) {
            INFO("big endian " << big_endian << ", nanoseconds " << nanoseconds);
            Pcap pcap({.big_endian = big_endian, .nanoseconds = nanoseconds, .snaplen = 5});
            pcap.packet(start, one, 1500).packet(start + 1'000'000, two);
            const auto path = directory.write("a.pcap", pcap.bytes());

            const auto source = open(path);
            Packet packet;
            REQUIRE(source->next(packet) == ReadStatus::packet);
            CHECK(packet.time == (nanoseconds ? start : start - 789));
            CHECK(packet.number == 1);
            CHECK(packet.original_length == 1500);
            CHECK(packet.link_type == 1);
            CHECK(std::vector(packet.data.begin(), packet.data.end()) == one);
            REQUIRE(source->next(packet) == ReadStatus::packet);
            CHECK(packet.number == 2);
            CHECK(packet.original_length == 3);
            CHECK(std::vector(packet.data.begin(), packet.data.end()) == two);
            CHECK(source->next(packet) == ReadStatus::end);
            CHECK(source->error().empty());

            const auto info = source->info().front();
            CHECK(info.path == path);
            CHECK(info.format == "pcap");
            CHECK(info.link_type == "EN10MB");
            CHECK(info.snaplen == 5);
            CHECK(info.packets == 2);
            CHECK(info.bytes == 8);
            CHECK(source->bytes_total() == pcap.bytes().size());
            CHECK(source->bytes_read() == pcap.bytes().size());
        }
    }
}

TEST_CASE("pcapng with nanoseconds") {
    const TemporaryDirectory directory;
    PcapNg pcapng;
    pcapng.interface(1).interface(1).packet(0, start, one).packet(1, start + 1, two);
    const auto source = open(directory.write("a.pcapng", pcapng.bytes()));
    Packet packet;
    REQUIRE(source->next(packet) == ReadStatus::packet);
    CHECK(packet.time == start);
    REQUIRE(source->next(packet) == ReadStatus::packet);
    CHECK(packet.time == start + 1);
    CHECK(packet.data.size() == two.size());
    CHECK(source->next(packet) == ReadStatus::end);
    CHECK(source->info().front().format == "pcapng");
    CHECK(source->info().front().link_type == "EN10MB");
}

TEST_CASE("times beyond the clock stay at its end") {
    const TemporaryDirectory directory;
    PcapNg pcapng;
    pcapng.interface(1).packet(0, ~std::uint64_t{0}, one);
    const auto source = open(directory.write("a.pcapng", pcapng.bytes()));
    Packet packet;
    REQUIRE(source->next(packet) == ReadStatus::packet);
    CHECK(packet.time == INT64_MAX);
}

TEST_CASE("what cannot be opened is told in one sentence") {
    const TemporaryDirectory directory;
    const auto missing = directory.file("none.pcap");
    CHECK_THAT(error_of_opening(missing),
               Contains("'" + missing + "'") && Contains("no such file"));
    CHECK_THAT(error_of_opening(directory.file("")), Contains("is a directory"));
    CHECK_THAT(error_of_opening(directory.write("e", {})), Contains("is empty (0 bytes)"));

    const auto text = directory.write("t", pgoscope::as_bytes("not a capture, but long enough"));
    CHECK_THAT(error_of_opening(text), StartsWith("'" + text + "' is not a capture file"));
    const auto compressed = directory.write("z", pgoscope::as_bytes("\x1f\x8b\x08\x02....."));
    CHECK_THAT(error_of_opening(compressed), Contains("compressed"));

    const auto header = Pcap().bytes();
    const auto cut = directory.write("h", Bytes(header).first(10));
    CHECK_THAT(error_of_opening(cut), Contains("truncated"));
}

TEST_CASE("no permission is told as such") {
    if (geteuid() == 0) return;  // nothing is forbidden to root
    const TemporaryDirectory directory;
    const auto path = directory.write("a.pcap", Pcap().bytes());
    REQUIRE(chmod(path.c_str(), 0) == 0);
    CHECK_THAT(error_of_opening(path), Contains("permission denied"));
}

TEST_CASE("a file cut anywhere is read up to there") {
    const TemporaryDirectory directory;
    Pcap pcap;
    pcap.packet(start, one);
    const auto first_ends = pcap.bytes().size();
    pcap.packet(start, two);
    for (auto size = first_ends; size <= pcap.bytes().size(); ++size) {
        INFO(size);
        const auto source = open(directory.write("cut", Bytes(pcap.bytes()).first(size)));
        Packet packet;
        REQUIRE(source->next(packet) == ReadStatus::packet);
        CHECK(packet.data.size() == one.size());
        if (size == first_ends) {
            CHECK(source->next(packet) == ReadStatus::end);
        } else if (size < pcap.bytes().size()) {
            CHECK(source->next(packet) == ReadStatus::failed);
            CHECK_THAT(source->error(),
                       Contains("is cut off in packet 2") && Contains("1 before it"));
            CHECK(source->next(packet) == ReadStatus::failed);
        } else {
            CHECK(source->next(packet) == ReadStatus::packet);
            CHECK(source->next(packet) == ReadStatus::end);
        }
    }
}

TEST_CASE("a pipe tells before it waits, and not while there is more") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto write_all = [&](const Pcap& pcap, std::size_t from) {
        const auto rest = Bytes(pcap.bytes()).subspan(from);
        REQUIRE(::write(ends[1], rest.data(), rest.size()) == static_cast<ssize_t>(rest.size()));
        return pcap.bytes().size();
    };
    Pcap pcap;
    pcap.packet(start, one);
    pcap.packet(start, two);
    auto written = write_all(pcap, 0);
    const auto source = open("/dev/fd/" + std::to_string(ends[0]));
    int waited = 0;
    source->before_waiting([&] {
        ++waited;
        if (waited == 1) {
            pcap.packet(start, one);
            written = write_all(pcap, written);
        } else {
            (void)::close(ends[1]);
        }
    });
    Packet packet;
    for (const int expected : {0, 0, 1}) {
        CHECK(source->next(packet) == ReadStatus::packet);
        CHECK(waited == expected);
    }
    CHECK(source->next(packet) == ReadStatus::end);
    CHECK(waited == 2);
    (void)::close(ends[0]);
}

TEST_CASE("a damaged record is where reading ends") {
    const TemporaryDirectory directory;
    Pcap pcap;
    pcap.packet(start, one);
    auto bytes = pcap.bytes();
    bytes.insert(bytes.end(), 100, 0xff);
    const auto source = open(directory.write("damaged", bytes));
    Packet packet;
    CHECK(source->next(packet) == ReadStatus::packet);
    CHECK(source->next(packet) == ReadStatus::failed);
    CHECK_THAT(source->error(), Contains("is damaged in packet 2"));
    CHECK(source->next(packet) == ReadStatus::failed);
}

TEST_CASE("a pipe is read once and has no size") {
    const TemporaryDirectory directory;
    Pcap pcap;
    pcap.packet(start, one);
    const auto path = directory.file("pipe");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    // Open for reading and writing, so that neither side waits for the other.
    std::FILE* writer = std::fopen(path.c_str(), "r+b");
    REQUIRE(writer != nullptr);
    REQUIRE(std::fwrite(pcap.bytes().data(), 1, pcap.bytes().size(), writer) ==
            pcap.bytes().size());
    REQUIRE(std::fflush(writer) == 0);
    const auto source = open(path);
    (void)std::fclose(writer);

    Packet packet;
    CHECK(source->next(packet) == ReadStatus::packet);
    CHECK(source->next(packet) == ReadStatus::end);
    CHECK_FALSE(source->can_be_reopened());
    CHECK(source->bytes_total() == 0);
    CHECK(source->bytes_read() == 16 + one.size());
}
