#include "analyzer/session/replication/replication_lag.h"

#include <catch2/catch.hpp>

using pgoscope::session::ReplicationLag;
using Position = ReplicationLag::Position;

TEST_CASE("lag is the time since the latest confirmed position was sent") {
    ReplicationLag lag;
    lag.sent(100, 1'000);
    lag.sent(200, 2'000);
    lag.sent(300, 3'000);
    const auto first = lag.reported(Position::written, 200, 5'000);
    CHECK(first.bytes == 100);
    CHECK(first.time == 3'000);
    const auto same = lag.reported(Position::written, 200, 6'000);
    CHECK(same.bytes == 100);
    CHECK_FALSE(same.time);
    const auto rest = lag.reported(Position::written, 300, 7'000);
    CHECK(rest.bytes == 0);
    CHECK(rest.time == 4'000);
}

TEST_CASE("positions are confirmed each for itself, and a standby may report none") {
    ReplicationLag lag;
    lag.sent(100, 1'000);
    CHECK(lag.reported(Position::written, 100, 2'000).time == 1'000);
    CHECK(lag.reported(Position::flushed, 100, 3'000).time == 2'000);
    const auto none = lag.reported(Position::applied, 0, 3'000);
    CHECK_FALSE(none.time);
    CHECK_FALSE(none.bytes);
}

TEST_CASE("a position that was sent before does not become younger") {
    ReplicationLag lag;
    lag.sent(100, 1'000);
    lag.sent(100, 9'000);
    CHECK(lag.reported(Position::flushed, 100, 10'000).time == 9'000);
}

TEST_CASE("what was sent long ago is still confirmed when more was sent than is kept") {
    ReplicationLag lag;
    (void)lag.reported(Position::written, 1, 0);
    lag.sent(1, 0);
    CHECK(lag.reported(Position::written, 1, 1).time == 1);
    for (std::uint64_t i = 2; i <= 5'000; ++i)
        lag.sent(i, static_cast<pgoscope::PacketTime>(i));
    const auto early = lag.reported(Position::written, 10, 6'000);
    CHECK(early.time == 5'990);
    const auto all = lag.reported(Position::written, 5'000, 7'000);
    CHECK(all.bytes == 0);
    CHECK(all.time.has_value());
}

TEST_CASE("what was sent before a gap tells no time: a report in it may have confirmed that") {
    ReplicationLag lag;
    lag.sent(100, 1'000);
    lag.lose();
    lag.sent(200, 9'000);
    const auto reported = lag.reported(Position::flushed, 100, 10'000);
    CHECK(reported.bytes == 100);
    CHECK_FALSE(reported.time);
    CHECK(lag.reported(Position::flushed, 200, 10'000).time == 1'000);
}
