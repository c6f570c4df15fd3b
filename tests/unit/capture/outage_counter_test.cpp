#include "analyzer/capture/outage_counter.h"

#include <initializer_list>

#include <catch2/catch.hpp>

using pgoscope::PacketTime;
using pgoscope::capture::OutageCounter;
using pgoscope::capture::Outages;
using pgoscope::capture::PacketQueue;

namespace {

/// Looks at an interface whose packets all wait.
class Looking {
  public:
    const Outages& look(bool is_down, std::initializer_list<PacketTime> times = {}) {
        const auto ahead = queue_.size();
        for (const auto time : times)
            queue_.append(time, 0, {});
        counter_.look(is_down, queue_, ahead);
        return counter_.outages();
    }

  private:
    PacketQueue queue_;
    OutageCounter counter_;
};

}  // namespace

TEST_CASE("outages are counted with the silence around them") {
    Looking interface;
    CHECK(interface.look(false, {10, 20}).count == 0);

    (void)interface.look(true);
    const auto& outages = interface.look(true, {25, 30});  // passed before
    CHECK(outages.count == 1);
    CHECK(outages.lasting);
    CHECK(outages.silence == 0);
    (void)interface.look(false);
    CHECK_FALSE(outages.lasting);
    (void)interface.look(false, {100, 110});
    CHECK(outages.silence == 70);
    (void)interface.look(false, {500, 900});
    CHECK(outages.silence == 70);

    SECTION("several without a packet between them are one silence") {
        (void)interface.look(true);
        (void)interface.look(false);
        (void)interface.look(true);
        (void)interface.look(false, {1000});
        CHECK(outages.count == 3);
        CHECK(outages.silence == 170);
    }
    SECTION("packets from before may come with those from after") {
        (void)interface.look(true);
        (void)interface.look(false, {910, 920, 1500, 1501});
        CHECK(outages.count == 2);
        CHECK(outages.silence == 70 + 580);
    }
}

TEST_CASE("silence before the first packet, or with the clock set back, is not known") {
    Looking interface;
    (void)interface.look(true);
    CHECK(interface.look(false, {1000}).silence == 0);
    (void)interface.look(true);
    const auto& outages = interface.look(false, {5, 6});
    CHECK(outages.silence == 1);
    CHECK(outages.count == 2);
}
