#include "tests/unit/tcp/table_under_test.h"

using pgoscope::Limits;
using pgoscope::tcp::CloseReason;
using pgoscope::tcp::GapReason;

TEST_CASE("too many bytes behind a hole make it a gap") {
    Limits limits;
    limits.reassembly_bytes = 8;
    TableUnderTest t(limits);
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(2, "cdef"));
    t.feed(talk.client(8, "ijkl"));
    CHECK(t.events() == Events{"open"});
    t.feed(talk.client(14, "op"));
    CHECK(t.events() == Events{">(2 buffer_limit)", ">cdef"});
    t.feed(talk.client(6, "gh"));
    CHECK(t.events() == Events{">gh", ">ijkl"});
    t.feed(talk.client(12, "mn"));
    CHECK(t.events() == Events{">mn", ">op"});
    CHECK(t.finish().reassembly_bytes_limit_hits == 1);
}

TEST_CASE("a segment larger than the limit is delivered behind its gap") {
    Limits limits;
    limits.reassembly_bytes = 8;
    TableUnderTest t(limits);
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(2, "cdef"));
    t.feed(talk.client(8, "ijklmnopqrs"));
    CHECK(t.events() ==
          Events{"open", ">(2 buffer_limit)", ">cdef", ">(2 buffer_limit)", ">ijklmnopqrs"});
    CHECK(t.finish().gaps_of(GapReason::buffer_limit) == 2);
}

TEST_CASE("too many segments behind a hole make it a gap") {
    Limits limits;
    limits.reassembly_segments = 2;
    TableUnderTest t(limits);
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(1, "b"));
    t.feed(talk.client(3, "d"));
    SECTION("one more behind") {
        t.feed(talk.client(5, "f"));
        CHECK(t.events() == Events{"open", ">(1 buffer_limit)", ">b"});
    }
    SECTION("one more in between") {
        t.feed(talk.client(2, "c"));
        CHECK(t.events() == Events{"open", ">(1 buffer_limit)", ">b", ">c", ">d"});
    }
    CHECK(t.finish().reassembly_segments_limit_hits == 1);
}

TEST_CASE("the buffers of all connections together are bounded") {
    Limits limits;
    limits.reassembly_total_bytes = 1000;
    TableUnderTest t(limits);
    for (std::uint16_t port = 1; port <= 20; ++port) {
        Conversation talk(1000, 2000, port);
        t.handshake(talk);
        t.feed(talk.client(2, "0123456789"));
        CHECK(t.table.held_bytes() <= 1000);
    }
    CHECK(t.table.counters().reassembly_total_limit_hits > 0);
    CHECK(t.table.counters().gaps_of(GapReason::buffer_limit) ==
          t.table.counters().reassembly_total_limit_hits);
    t.finish();
}

TEST_CASE("without any buffer every hole is a gap at once") {
    Limits limits;
    SECTION("no bytes") {
        limits.reassembly_bytes = 0;
    }
    SECTION("no segments") {
        limits.reassembly_segments = 0;
    }
    SECTION("no memory") {
        limits.reassembly_total_bytes = 0;
    }
    TableUnderTest t(limits);
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(2, "cd"));
    CHECK(t.events() == Events{"open", ">(2 buffer_limit)", ">cd"});
    t.finish();
}

TEST_CASE("the least recently used connection leaves first") {
    Limits limits;
    limits.connections = 2;
    TableUnderTest t(limits);
    Conversation one(1, 2, 1);
    Conversation two(1, 2, 2);
    Conversation three(1, 2, 3);
    t.handshake(one);
    t.handshake(two);
    t.feed(one.client(0, "used"));
    t.feed(three.client_syn());
    CHECK(t.table.open_connections() == 2);
    CHECK(t.recorder.connections.at(1).closed == CloseReason::evicted);
    t.feed(one.client(4, "still here"));
    CHECK(t.recorder.connections.at(0).forward().bytes == "usedstill here");
    // It lives on, so that it is seen again as one whose beginning was not captured.
    t.feed(two.client(0, "back"));
    CHECK(t.recorder.connections.back().forward().bytes == "back");
    const auto& counters = t.finish();
    CHECK(counters.evicted_connections == 2);
    CHECK(counters.midstream_connections == 1);
}

TEST_CASE("closed connections are remembered within the limit, the latest longest") {
    Limits limits;
    limits.connections = 2;
    TableUnderTest t(limits);
    const auto open_and_reset = [&t](Conversation talk) {
        t.handshake(talk);
        t.feed(talk.client(0, {}, 0, Conversation::rst));
        return talk;
    };
    const auto opens = [&t](Conversation talk) {
        const std::size_t before = t.recorder.connections.size();
        t.feed(talk.client(0, "late"));
        return t.recorder.connections.size() > before;
    };
    SECTION("of three, the first is forgotten") {
        const auto one = open_and_reset(Conversation(1000, 2000, 1));
        const auto two = open_and_reset(Conversation(1000, 2000, 2));
        const auto three = open_and_reset(Conversation(1000, 2000, 3));
        CHECK_FALSE(opens(three));
        CHECK_FALSE(opens(two));
        CHECK(opens(one));
    }
    SECTION("a tuple used twice is remembered by its second use") {
        open_and_reset(Conversation(1000, 2000, 1));
        const auto again = open_and_reset(Conversation(500'000'000, 2000, 1));
        const auto other = open_and_reset(Conversation(1000, 2000, 2));
        CHECK_FALSE(opens(again));
        CHECK_FALSE(opens(other));
    }
    t.finish();
}

TEST_CASE("an idle connection is small") {
    CHECK(sizeof(pgoscope::tcp::TrackedConnection) <= 208);
}
