#include "analyzer/capture/packet_file.h"

#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include "analyzer/capture/savefile.h"
#include "tests/support/pcap_writer.h"

using namespace pgoscope;
using namespace pgoscope::capture;

namespace {

constexpr int ethernet = 1;
constexpr int raw_ip = 12;  // libpcap's DLT_RAW; files call it 101
constexpr Nanoseconds second = 1'000'000'000;

struct Written {
    PacketTime time;
    std::uint32_t original_length;
    std::string data;
    bool operator==(const Written&) const = default;
};

void write(PacketFile& file, const Written& written) {
    Packet packet;
    packet.time = written.time;
    packet.original_length = written.original_length;
    packet.data = {reinterpret_cast<const std::uint8_t*>(written.data.data()), written.data.size()};
    file.write(packet);
}

std::vector<Written> read(const std::string& path) {
    auto opened = Savefile::open(path);
    REQUIRE(opened.ok());
    std::vector<Written> all;
    Packet packet;
    while (opened.value()->next(packet) == ReadStatus::packet)
        all.push_back({packet.time, packet.original_length,
                       std::string(packet.data.begin(), packet.data.end())});
    CHECK(opened.value()->error().empty());
    return all;
}

std::set<std::string> names(const captures::TemporaryDirectory& folder) {
    std::set<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder.file("")))
        all.insert(entry.path().filename().string());
    return all;
}

std::unique_ptr<PacketFile> create(const PacketFileOptions& options) {
    auto created = PacketFile::create(options, ethernet, 262'144);
    REQUIRE(created.ok());
    return std::move(created.value());
}

}  // namespace

TEST_CASE("A packet file holds what was written, to the nanosecond, for its owner only") {
    captures::TemporaryDirectory folder;
    const auto path = folder.file("a.pcap");
    const std::vector<Written> packets{{1'700'000'000 * second + 123'456'789, 3, "abc"},
                                       {1'700'000'001 * second, 1500, "cut"},
                                       {4'000'000'000 * second, 0, ""}};
    {
        const auto file = create({path});
        for (const auto& packet : packets)
            write(*file, packet);
    }
    CHECK(read(path) == packets);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("A packet file is whole whenever it was flushed") {
    captures::TemporaryDirectory folder;
    const auto path = folder.file("a.pcap");
    const auto file = create({path});
    CHECK(read(path).empty());
    write(*file, {second, 3, "abc"});
    file->flush();
    CHECK(read(path).size() == 1);
}

TEST_CASE("Link types are written under the numbers of files") {
    captures::TemporaryDirectory folder;
    const auto path = folder.file("raw.pcap");
    REQUIRE(PacketFile::create({path}, raw_ip, 100).ok());
    auto opened = Savefile::open(path);
    REQUIRE(opened.ok());
    CHECK(opened.value()->description().link_type == "RAW");
    CHECK(opened.value()->description().snaplen == 100);
}

TEST_CASE("Full files are put aside by size, and the oldest removed") {
    captures::TemporaryDirectory folder;
    const auto path = folder.file("a.pcap");
    PacketFileOptions options{path};
    options.most_bytes = 24 + 2 * (16 + 10);  // header and two packets
    options.keep = 2;
    {
        const auto file = create(options);
        for (int i = 1; i <= 9; ++i)
            write(*file, {i * second, 10, std::string(10, static_cast<char>('0' + i))});
    }
    CHECK(names(folder) == std::set<std::string>{"a.pcap", "a-000003.pcap", "a-000004.pcap"});
    CHECK(read(path).size() == 1);
    CHECK(read(path).front().data == "9999999999");
    CHECK(read(folder.file("a-000003.pcap")).size() == 2);
    CHECK(read(folder.file("a-000003.pcap")).front().data == "5555555555");

    SECTION("and a later run goes on behind them") {
        { const auto file = create(options); }
        CHECK(names(folder) ==
              std::set<std::string>{"a.pcap", "a-000003.pcap", "a-000004.pcap", "a-000005.pcap"});
        CHECK(read(folder.file("a-000005.pcap")).front().data == "9999999999");
    }
}

TEST_CASE("Of full files only those of this run are removed, and no other file is replaced") {
    captures::TemporaryDirectory folder;
    const std::set<std::string> others{"a-20261118.pcap", "a-1.pcap", "a-000007.pcap",
                                       "a-999999.pcap", "a-00001x.pcap"};
    for (const auto& name : others)
        (void)folder.write(name, {});
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_bytes = 1;
    options.keep = 1;
    {
        const auto file = create(options);
        for (PacketTime time = 1; time <= 9; ++time)
            write(*file, {time, 1, "a"});
    }
    auto expected = others;
    // Numbers begin again behind the last one, where 7 is taken.
    expected.insert({"a.pcap", "a-000009.pcap"});
    CHECK(names(folder) == expected);
    CHECK(std::filesystem::file_size(folder.file("a-000007.pcap")) == 0);
}

TEST_CASE("What an earlier run left under the name is put aside and stays") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    {
        const auto earlier = create(options);
        write(*earlier, {1, 5, "early"});
    }
    options.most_bytes = 1;
    options.keep = 1;
    {
        const auto file = create(options);
        for (PacketTime time = 2; time <= 4; ++time)
            write(*file, {time, 1, "a"});
    }
    CHECK(names(folder) == std::set<std::string>{"a.pcap", "a-000001.pcap", "a-000003.pcap"});
    CHECK(read(folder.file("a-000001.pcap")).front().data == "early");
}

TEST_CASE("Full files are put aside by time") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_time = 10 * second;
    const auto file = create(options);
    write(*file, {100 * second, 1, "a"});
    write(*file, {110 * second - 1, 1, "b"});
    CHECK(names(folder) == std::set<std::string>{"a.pcap"});
    write(*file, {110 * second, 1, "c"});
    CHECK(names(folder) == std::set<std::string>{"a.pcap", "a-000001.pcap"});
    CHECK(read(folder.file("a-000001.pcap")).size() == 2);
}

TEST_CASE("A packet larger than a file may be is written all the same") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_bytes = 1;
    {
        const auto file = create(options);
        write(*file, {1, 1, "a"});
        write(*file, {2, 1, "b"});
    }
    CHECK(names(folder) == std::set<std::string>{"a.pcap", "a-000001.pcap"});
    CHECK(read(folder.file("a-000001.pcap")).size() == 1);
}

TEST_CASE("On a full disk writing stops behind a whole packet, and says so") {
    captures::TemporaryDirectory folder;
    const auto path = folder.file("a.pcap");
    const auto file = create({path});
    write(*file, {1, 1, "a"});
    file->flush();
    // A limit on the size of files fails in the middle of a write, as a full disk does.
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto little = before;
    little.rlim_cur = 24 + (16 + 1) + (16 + 10) + 20;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
    write(*file, {2, 10, "0123456789"});
    write(*file, {3, 10, "0123456789"});
    file->flush();
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    (void)std::signal(SIGXFSZ, handler);

    CHECK(file->state().error == "File too large");
    write(*file, {4, 1, "c"});
    file->flush();
    CHECK(file->state().missing_since == 3);
    CHECK(file->state().packets == 2);
    CHECK(file->state().bytes == std::filesystem::file_size(path));
    CHECK(read(path) == std::vector<Written>{{1, 1, "a"}, {2, 10, "0123456789"}});
}

TEST_CASE("A disk that is full at a rotation leaves no file without a header") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_bytes = 1;
    const auto file = create(options);
    write(*file, {1, 1, "a"});
    file->flush();
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto little = before;
    little.rlim_cur = 10;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
    write(*file, {2, 1, "b"});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    (void)std::signal(SIGXFSZ, handler);

    CHECK(file->state().error == "File too large");
    CHECK(file->state().packets == 1);
    CHECK(file->state().missing_since == 2);
    CHECK(names(folder) == std::set<std::string>{"a-000001.pcap"});
}

TEST_CASE("A packet file that somebody removes is noticed, and its packets are not counted") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_time = 10;
    const auto file = create(options);
    write(*file, {1, 1, "a"});
    write(*file, {11, 1, "b"});
    write(*file, {12, 1, "c"});
    file->flush();
    REQUIRE(file->state().packets == 3);
    std::filesystem::remove(folder.file("a.pcap"));

    SECTION("at the next flush") {
        file->flush();
    }
    SECTION("while packets wait") {
        write(*file, {13, 1, "d"});
        file->flush();
    }
    SECTION("at the end") {
        file->close();
    }
    SECTION("at a rotation") {
        write(*file, {30, 1, "e"});
    }
    CHECK(file->state().error == "the file was removed by somebody else");
    CHECK(file->state().packets == 1);
    CHECK(file->state().bytes == 24 + 16 + 1);
    CHECK(file->state().missing_since == 11);
    CHECK(names(folder) == std::set<std::string>{"a-000001.pcap"});
}

TEST_CASE("A packet file counts what is in all of its files") {
    captures::TemporaryDirectory folder;
    PacketFileOptions options{folder.file("a.pcap")};
    options.most_bytes = 1;
    options.keep = 1;
    const auto file = create(options);
    for (PacketTime time = 1; time <= 3; ++time)
        write(*file, {time, 1, "a"});
    file->flush();
    CHECK(file->state().packets == 3);
    CHECK(file->state().bytes == 3 * (24 + 16 + 1));
    CHECK(file->state().error.empty());

    // The name is gone.
    std::filesystem::rename(folder.file("a.pcap"), folder.file("elsewhere.pcap"));
    write(*file, {5 * second + 7, 1, "a"});
    CHECK(file->state().packets == 3);
    CHECK(file->state().error == "No such file or directory");
    CHECK(file->state().missing_since == 5 * second + 7);
}

TEST_CASE("A packet file that cannot even begin is refused") {
    auto created = PacketFile::create({"/dev/full"}, ethernet, 100);
    REQUIRE_FALSE(created.ok());
    CHECK_THAT(created.error(),
               Catch::Contains("No space left on device") && Catch::Contains("free some"));
}

TEST_CASE("A packet file that cannot be created is refused") {
    captures::TemporaryDirectory folder;
    auto created = PacketFile::create({folder.file("none/a.pcap")}, ethernet, 100);
    REQUIRE_FALSE(created.ok());
    CHECK_THAT(created.error(),
               Catch::Contains("none/a.pcap") && Catch::Contains("choose a directory that exists"));
    auto directory = PacketFile::create({folder.file("")}, ethernet, 100);
    REQUIRE_FALSE(directory.ok());
    CHECK_THAT(directory.error(), Catch::EndsWith("Is a directory; name a file in it"));
}
