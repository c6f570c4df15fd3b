#include "analyzer/capture/filtered_source.h"

#include <catch2/catch.hpp>

#include "analyzer/capture/file_sequence.h"
#include "tests/support/frame_builder.h"
#include "tests/support/pcap_writer.h"

using namespace frames;
using captures::Pcap;
using captures::TemporaryDirectory;
using Catch::Matchers::Contains;
using pgoscope::capture::FileSequence;
using pgoscope::capture::FilteredSource;
using pgoscope::capture::Packet;
using pgoscope::capture::PacketConditions;
using pgoscope::capture::ReadStatus;

namespace {

constexpr std::int64_t second = 1'000'000'000;

Buffer to_port(std::uint16_t port) {
    return ipv4({}, tcp({.destination = port}, {}));
}

/// Packets 1 to 4 to ports 5432, 80, 5432, 80 at seconds 1, 3, 2, 4; the first two on Ethernet, the
/// others raw.
class Capture {
  public:
    Capture()
        : paths_{directory_.write("1", Pcap()
                                           .packet(1 * second, ethernet(0x0800, to_port(5432)))
                                           .packet(3 * second, ethernet(0x0800, to_port(80)))
                                           .bytes()),
                 directory_.write("2", Pcap({.link_type = 101})
                                           .packet(2 * second, to_port(5432))
                                           .packet(4 * second, to_port(80))
                                           .bytes())} {}

    [[nodiscard]] auto open(const PacketConditions& conditions) const {
        auto files = FileSequence::open(paths_);
        REQUIRE(files.ok());
        return FilteredSource::open(std::move(files.value()), conditions);
    }
    [[nodiscard]] std::vector<std::uint64_t> numbers(const PacketConditions& conditions) const {
        auto opened = open(conditions);
        if (!opened.ok()) FAIL(opened.error());
        auto& source = *opened.value();
        std::vector<std::uint64_t> passed;
        Packet packet;
        ReadStatus status = ReadStatus::end;
        while ((status = source.next(packet)) == ReadStatus::packet)
            passed.push_back(packet.number);
        CHECK(status == ReadStatus::end);
        CHECK(source.filtered_out() == 4 - passed.size());
        CHECK(source.info().size() == 2);
        CHECK(source.bytes_read() == source.bytes_total());
        return passed;
    }

  private:
    TemporaryDirectory directory_;
    std::vector<std::string> paths_;
};

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a filter expression holds for every link type, and packets keep their numbers") {
    const Capture capture;
    CHECK(capture.numbers({.bpf = "tcp dst port 5432"}) == Numbers{1, 3});
    CHECK(capture.numbers({.bpf = "tcp"}) == Numbers{1, 2, 3, 4});
    CHECK(capture.numbers({.bpf = "udp"}).empty());
    CHECK(capture.numbers({}) == Numbers{1, 2, 3, 4});
}

TEST_CASE("a time window does not rely on the order of packets") {
    const Capture capture;
    CHECK(capture.numbers({.since = 2 * second}) == Numbers{2, 3, 4});
    CHECK(capture.numbers({.until = 3 * second}) == Numbers{1, 3});
    CHECK(capture.numbers({.since = 2 * second, .until = 4 * second}) == Numbers{2, 3});
    CHECK(capture.numbers({.bpf = "port 80", .since = 2 * second, .until = 4 * second}) ==
          Numbers{2});
}

TEST_CASE("a bad expression is told before a packet is read") {
    const Capture capture;
    auto opened = capture.open({.bpf = "tcp prot 5432"});
    REQUIRE_FALSE(opened.ok());
    CHECK_THAT(opened.error(), Contains("'tcp prot 5432'") && Contains("EN10MB") &&
                                   Contains("syntax error") && Contains("pcap-filter"));
    // valid, but not where there are no Ethernet addresses
    auto elsewhere = capture.open({.bpf = "ether host 02:00:00:00:00:07"});
    REQUIRE_FALSE(elsewhere.ok());
    CHECK_THAT(elsewhere.error(), Contains("RAW"));
}

TEST_CASE("conditions know whether they ask for anything") {
    CHECK_FALSE(PacketConditions{}.any());
    CHECK(PacketConditions{.until = 0}.any());
    CHECK(PacketConditions{.bpf = "tcp"}.any());
}
