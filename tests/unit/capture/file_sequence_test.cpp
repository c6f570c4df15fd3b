#include "analyzer/capture/file_sequence.h"

#include <filesystem>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "tests/support/pcap_writer.h"

using captures::Pcap;
using captures::PcapNg;
using captures::TemporaryDirectory;
using Catch::Matchers::Contains;
using pgoscope::Bytes;
using pgoscope::capture::FileSequence;
using pgoscope::capture::Packet;
using pgoscope::capture::ReadStatus;

namespace {

std::vector<std::uint8_t> data(std::uint8_t mark) {
    return {mark, 0, 0};
}

std::unique_ptr<FileSequence> open(const std::vector<std::string>& paths) {
    auto opened = FileSequence::open(paths);
    if (!opened.ok()) FAIL(opened.error());
    return std::move(opened.value());
}

/// The first byte of each packet; numbers are checked on the way.
struct Reading {
    std::vector<int> marks;
    ReadStatus last = ReadStatus::end;
};
Reading read_all(FileSequence& source) {
    Reading reading;
    Packet packet;
    while ((reading.last = source.next(packet)) == ReadStatus::packet) {
        reading.marks.push_back(packet.data.front());
        CHECK(packet.number == reading.marks.size());
    }
    return reading;
}

/// Puts a file in the place of standard input for as long as it lives.
class StandardInput {
  public:
    explicit StandardInput(const std::string& path) : saved_(dup(STDIN_FILENO)) {
        const int file = ::open(path.c_str(), O_RDONLY);
        dup2(file, STDIN_FILENO);
        close(file);
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;
    ~StandardInput() {
        dup2(saved_, STDIN_FILENO);
        close(saved_);
    }

  private:
    int saved_;
};

std::size_t open_files() {
    const std::filesystem::directory_iterator descriptors("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

}  // namespace

TEST_CASE("files are read in the order of their first packets and numbered through") {
    const TemporaryDirectory directory;
    const auto late = directory.write("1", Pcap().packet(300, data(4)).bytes());
    const auto early = directory.write(
        "2", Pcap({.nanoseconds = true}).packet(1, data(1)).packet(900, data(2)).bytes());
    const auto empty = directory.write("3", Pcap().bytes());
    const auto middle = directory.write("4", PcapNg().interface(1).packet(0, 20, data(3)).bytes());

    const auto source = open({late, early, empty, middle});
    CHECK(source->bytes_read() == 0);
    const auto reading = read_all(*source);
    // `late` has microseconds: its packet is at 0.
    CHECK(reading.marks == std::vector{4, 1, 2, 3});
    CHECK(reading.last == ReadStatus::end);

    std::vector<std::string> order;
    std::uint64_t packets = 0;
    for (const auto& info : source->info()) {
        order.push_back(info.path);
        packets += info.packets;
    }
    CHECK(order == std::vector{late, early, middle, empty});
    CHECK(packets == 4);
    CHECK(source->bytes_total() > 0);
    CHECK(source->bytes_read() == source->bytes_total());
}

TEST_CASE("hundreds of files do not stay open") {
    const TemporaryDirectory directory;
    constexpr std::size_t files = 300;
    std::vector<std::string> paths(files);
    for (std::size_t i = 0; i < files; ++i) {
        Pcap pcap;
        pcap.packet(1'000'000 * static_cast<std::int64_t>(files - i),
                    data(static_cast<std::uint8_t>(i)));
        paths[i] = directory.write(std::to_string(i), pcap.bytes());
    }
    const auto before = open_files();
    const auto source = open(paths);
    CHECK(open_files() == before);
    Packet packet;
    REQUIRE(source->next(packet) == ReadStatus::packet);
    CHECK(open_files() == before + 1);
    CHECK(packet.data.front() == 299 % 256);
    CHECK(read_all(*open(paths)).marks.size() == 300);
}

TEST_CASE("a broken file is told at the end, after all that could be read") {
    const TemporaryDirectory directory;
    const auto whole = Pcap().packet(1000, data(1)).packet(2000, data(2)).bytes();
    const auto cut = directory.write("cut", Bytes(whole).first(whole.size() - 1));
    const auto good = directory.write("good", Pcap().packet(3000, data(3)).bytes());
    const auto header_only = Bytes(whole).first(30);
    const auto no_packet = directory.write("no-packet", header_only);

    const auto source = open({no_packet, good, cut});
    const auto reading = read_all(*source);
    CHECK(reading.marks == std::vector{1, 3});
    CHECK(reading.last == ReadStatus::failed);
    CHECK_THAT(source->error(), Contains("'" + cut + "' is cut off in packet 2; ") &&
                                    Contains("; also: '" + no_packet + "' is cut off in packet 1"));
    Packet packet;
    CHECK(source->next(packet) == ReadStatus::failed);
}

TEST_CASE("a bad name is told before anything is read") {
    const TemporaryDirectory directory;
    const auto good = directory.write("good", Pcap().packet(3000, data(3)).bytes());
    auto opened = FileSequence::open({good, directory.file("missing")});
    REQUIRE_FALSE(opened.ok());
    CHECK_THAT(opened.error(), Contains("missing") && Contains("no such file"));
}

TEST_CASE("a file that vanishes or changes while it waits is told at the end") {
    const TemporaryDirectory directory;
    const auto first = directory.write("first", Pcap().packet(1000, data(1)).bytes());
    const auto second = directory.write("second", Pcap().packet(2000, data(2)).bytes());
    const auto third = directory.write("third", Pcap().packet(3000, data(3)).bytes());
    const auto source = open({first, second, third});
    std::filesystem::remove(first);
    directory.write("second", Pcap({.link_type = 101}).packet(2000, data(2)).bytes());

    const auto reading = read_all(*source);
    CHECK(reading.marks == std::vector{3});
    CHECK(reading.last == ReadStatus::failed);
    CHECK_THAT(source->error(), Contains("no such file") && Contains("was replaced"));
}

TEST_CASE("standard input takes its place among the files") {
    const TemporaryDirectory directory;
    const auto first = directory.write("first", Pcap().packet(1000, data(1)).bytes());
    const auto piped =
        directory.write("piped", Pcap().packet(2000, data(2)).packet(2500, data(3)).bytes());
    const auto last = directory.write("last", Pcap().packet(3000, data(4)).bytes());
    const StandardInput standard_input(piped);

    const auto source = open({"-", last, first});
    const auto reading = read_all(*source);
    CHECK(reading.marks == std::vector{1, 2, 3, 4});
    CHECK(reading.last == ReadStatus::end);
    CHECK(source->info()[1].path == "-");
    CHECK(source->info()[1].packets == 2);
}
