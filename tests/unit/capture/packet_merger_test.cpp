#include "analyzer/capture/packet_merger.h"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using pgoscope::Bytes;
using pgoscope::PacketTime;
using pgoscope::capture::Packet;
using pgoscope::capture::PacketMerger;

namespace {

/// What one interface hands over in a round.
struct Arrival {
    std::size_t interface;
    std::vector<PacketTime> times;
    bool more = false;  ///< stays in the ring
};

/// Names packets by interface and time: `a10` is the first interface's of time 10.
class Merging {
  public:
    explicit Merging(std::size_t interfaces) : merger_(interfaces) {}

    /// One round; says what leaves at its end.
    std::string round(const std::vector<Arrival>& arrivals) {
        merger_.begin_round();
        for (const auto& [interface, times, more] : arrivals) {
            for (const auto time : times)
                append(interface, time);
            if (more) merger_.has_more(interface);
        }
        merger_.end_round();
        return leaving();
    }
    std::string end() {
        merger_.release_all();
        return leaving();
    }
    [[nodiscard]] bool waiting() const { return merger_.waiting(); }
    [[nodiscard]] std::size_t bytes(std::size_t interface) {
        return merger_.queue(interface).bytes();
    }

  private:
    void append(std::size_t interface, PacketTime time) {
        const auto name = static_cast<char>('a' + interface) + std::to_string(time);
        merger_.queue(interface).append(time, 1000, pgoscope::as_bytes(name));
    }
    std::string leaving() {
        std::string names;
        Packet packet;
        while (const auto interface = merger_.take(packet)) {
            const std::string name(pgoscope::as_text(packet.data));
            CHECK(name == static_cast<char>('a' + *interface) + std::to_string(packet.time));
            CHECK(packet.original_length == 1000);
            names += (names.empty() ? "" : " ") + name;
        }
        return names;
    }

    PacketMerger merger_;
};

constexpr PacketTime second = 1'000'000'000;

}  // namespace

TEST_CASE("packets of one interface leave as they come") {
    Merging merging(1);
    CHECK(merging.round({{0, {10, 12, 11}}}) == "a10 a12 a11");
    CHECK_FALSE(merging.waiting());
    CHECK(merging.round({}).empty());
    CHECK(merging.round({{0, {13}, true}}) == "a13");
}

TEST_CASE("packets wait for earlier ones of another interface") {
    Merging merging(2);
    // The kernel hands over a block of requests before the block with their replies.
    CHECK(merging.round({{0, {10, 20, 30}}}).empty());
    CHECK(merging.waiting());
    CHECK(merging.round({{1, {15, 25, 35}}}) == "a10 b15 a20 b25 a30");
    CHECK(merging.waiting());
    CHECK(merging.round({{0, {32, 40}}}) == "a32 b35");
    CHECK(merging.round({}) == "a40");
    CHECK_FALSE(merging.waiting());
    CHECK(merging.round({}).empty());
}

TEST_CASE("an interface without packets holds nobody up") {
    Merging merging(3);
    CHECK(merging.round({{1, {1, 2}}}).empty());
    CHECK(merging.round({{1, {3}}}) == "b1 b2");
    CHECK(merging.round({{1, {4}}}) == "b3");
    CHECK(merging.round({}) == "b4");
}

TEST_CASE(
    "packets of the same time leave in the order of the interfaces, those of one as they came") {
    Merging merging(3);
    CHECK(merging.round({{2, {7, 7}}, {0, {7}}, {1, {7, 8}}}).empty());
    CHECK(merging.round({}) == "a7 b7 c7 c7 b8");
}

TEST_CASE("a packet never overtakes another of its interface") {
    Merging merging(2);
    CHECK(merging.round({{0, {10, 8, 12}}, {1, {9, 11}}}).empty());
    CHECK(merging.round({}) == "b9 a10 a8 b11 a12");
    CHECK(merging.round({{0, {22, 20}}}).empty());
    // Behind a22, whose turn it is not yet.
    CHECK(merging.round({{1, {21}}, {0, {23, 21}}}) == "b21 a22 a20");
    CHECK(merging.end() == "a23 a21");
}

TEST_CASE("what an interface could not hand over in a round holds up what is later") {
    Merging merging(2);
    CHECK(merging.round({{0, {10, 20}, true}, {1, {30, 40}}}).empty());
    // Its packets up to 25 have come; b30 may be later than those still in the ring.
    CHECK(merging.round({{0, {25}, true}}) == "a10 a20 a25");
    CHECK(merging.round({{0, {28, 35}}}) == "a28 b30 a35 b40");
}

TEST_CASE("an interface that hands over all it may leaves room in time") {
    Merging merging(2);
    CHECK(merging.round({{0, {10, 11}, true}, {1, {12, 13}, true}}).empty());
    CHECK(merging.round({{0, {}, true}, {1, {}, true}}) == "a10 a11");
    CHECK(merging.round({{0, {14, 15}, true}, {1, {}, true}}) == "b12 b13");
    CHECK(merging.round({{0, {}, true}, {1, {16, 17}, true}}) == "a14 a15");
}

TEST_CASE("a packet that comes late leaves late, and nothing else does") {
    Merging merging(2);
    CHECK(merging.round({{0, {10}}}).empty());
    CHECK(merging.round({{0, {30}}}) == "a10");
    CHECK(merging.round({{1, {5, 20}}, {0, {40}}}) == "b5 b20 a30");
    CHECK(merging.round({}) == "a40");
}

TEST_CASE("a clock that is set back does not hold anything up") {
    Merging merging(2);
    const auto before = 1000 * second;
    const auto t = [](PacketTime time) { return std::to_string(time); };

    SECTION("while nothing waits") {
        CHECK(merging.round({{0, {before}}}).empty());
        CHECK(merging.round({}) == "a" + t(before));
        CHECK(merging.round({{0, {5}, true}}) == "a5");
    }
    SECTION("between two packets") {
        CHECK(merging.round({{0, {before, 5}, true}, {1, {before + 1}}}) ==
              "a" + t(before) + " a5 b" + t(before + 1));
    }
    SECTION("while another interface has more than may be held") {
        CHECK(merging.round({{0, {before}, true}, {1, {before + 1}}}).empty());
        CHECK(merging.round({{0, {5, 6}, true}}) == "a" + t(before) + " a5 a6 b" + t(before + 1));
    }
    // Each interface shows it once; then all is as ever.
    (void)merging.round({{1, {7}}});
    (void)merging.round({});
    CHECK(merging.round({{0, {10, 20}}, {1, {15}}}).empty());
    CHECK(merging.round({{1, {17, 25}}}) == "a10 b15 b17 a20");
    CHECK(merging.round({}) == "b25");
}

TEST_CASE("room is given back while packets wait") {
    Merging merging(2);
    CHECK(merging.round({{0, {100, 200}}}).empty());
    const auto two = merging.bytes(0);
    CHECK(two > 8);
    for (PacketTime time = 300; time < 10'000; time += 100) {
        CHECK_FALSE(merging.round({{0, {time}}}).empty());
        CHECK(merging.bytes(0) <= 2 * two);
    }
    CHECK(merging.end() == "a9900");
    CHECK(merging.round({}).empty());
    CHECK(merging.bytes(0) == 0);
}
