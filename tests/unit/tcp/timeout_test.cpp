#include "tests/unit/tcp/table_under_test.h"

using pgoscope::Limits;
using pgoscope::Nanoseconds;
using pgoscope::tcp::CloseReason;

namespace {

constexpr Nanoseconds second = 1'000'000'000;

Limits short_limits() {
    Limits limits;
    limits.idle_time = 100 * second;
    limits.half_open_time = 10 * second;
    return limits;
}

pgoscope::net::Segment at(pgoscope::net::Segment segment, Nanoseconds time) {
    segment.time = time;
    return segment;
}

void open_at(TableUnderTest& t, Conversation& talk, Nanoseconds time) {
    t.feed(at(talk.client_syn(), time));
    t.feed(at(talk.server_syn_ack(), time));
    t.feed(at(talk.client(0), time));
}

}  // namespace

TEST_CASE("a connection that is silent for too long is closed when another's segment comes") {
    TableUnderTest t(short_limits());
    Conversation silent(1, 2, 1);
    Conversation busy(1, 2, 2);
    open_at(t, silent, 0);
    t.feed(at(silent.client(0, "q"), 1 * second));
    open_at(t, busy, 2 * second);
    t.feed(at(busy.client(0, "a"), 101 * second));
    CHECK(t.table.open_connections() == 2);
    t.feed(at(busy.client(1, "b"), 101 * second + 1));
    CHECK(t.table.open_connections() == 1);
    CHECK(t.recorder.connections.at(0).closed == CloseReason::timed_out);
    CHECK(t.recorder.connections.at(0).closed_at == 101 * second + 1);
    SECTION("and goes on as one whose beginning was not captured") {
        t.feed(at(silent.client(1, "again"), 102 * second));
        CHECK(t.recorder.connections.at(2).forward().bytes == "again");
        CHECK(!t.recorder.connections.at(2).connection.handshake_seen);
    }
    CHECK(t.finish().timed_out_idle == 1);
}

TEST_CASE("every segment of a connection keeps it") {
    TableUnderTest t(short_limits());
    Conversation talk(1, 2, 1);
    Conversation other(1, 2, 2);
    open_at(t, talk, 0);
    for (int i = 1; i <= 10; ++i) {
        t.feed(at(talk.client(0), i * 90 * second));
        t.feed(at(other.client(i, "x"), i * 90 * second + 1));
    }
    CHECK(t.recorder.connections.at(0).closed == std::nullopt);
    CHECK(t.finish().timed_out_idle == 0);
}

TEST_CASE("half-open connections leave sooner, and do not wait for older ones that are open") {
    TableUnderTest t(short_limits());
    Conversation open(1, 2, 1);
    Conversation syn_only(1, 2, 2);
    Conversation no_ack(1, 2, 3);
    open_at(t, open, 0);
    t.feed(at(syn_only.client_syn(), 1 * second));
    t.feed(at(no_ack.client_syn(), 1 * second));
    t.feed(at(no_ack.server_syn_ack(), 2 * second));
    t.feed(at(open.client(0, "a"), 11 * second + 1));
    CHECK(t.recorder.connections.at(1).closed == CloseReason::timed_out);
    CHECK(t.recorder.connections.at(2).closed == std::nullopt);
    t.feed(at(open.client(1, "b"), 12 * second + 1));
    CHECK(t.recorder.connections.at(2).closed == CloseReason::timed_out);
    CHECK(t.table.open_connections() == 1);
    CHECK(t.finish().timed_out_half_open == 2);
}

TEST_CASE("data makes a connection open whose handshake was not captured whole") {
    TableUnderTest t(short_limits());
    Conversation no_ack(1, 2, 1);
    Conversation middle(1, 2, 2);
    t.feed(at(no_ack.client_syn(), 0));
    t.feed(at(no_ack.server_syn_ack(), 0));
    t.feed(at(no_ack.server(0, "banner"), 0));
    t.feed(at(middle.client(5, "x"), 0));
    t.feed(at(middle.client(6, "y"), 90 * second));
    CHECK(t.table.open_connections() == 2);
    t.finish();
}

TEST_CASE("the least recently used leaves first, half-open or not") {
    auto limits = short_limits();
    limits.connections = 2;
    TableUnderTest t(limits);
    Conversation open(1, 2, 1);
    Conversation half_open(1, 2, 2);
    Conversation next(1, 2, 3);
    SECTION("the one that is open") {
        open_at(t, open, 0);
        t.feed(at(half_open.client_syn(), 1));
        t.feed(at(next.client_syn(), 2));
        CHECK(t.recorder.connections.at(0).closed == CloseReason::evicted);
    }
    SECTION("the one that is half-open") {
        t.feed(at(half_open.client_syn(), 1));
        open_at(t, open, 2);
        t.feed(at(next.client_syn(), 3));
        CHECK(t.recorder.connections.at(0).closed == CloseReason::evicted);
    }
    t.finish();
}

TEST_CASE("times that run backwards or reach the end of time close nothing wrongly") {
    TableUnderTest t(short_limits());
    Conversation talk(1, 2, 1);
    open_at(t, talk, std::numeric_limits<pgoscope::PacketTime>::max());
    t.feed(at(talk.client(0, "a"), 0));
    t.feed(at(talk.client(1, "b"), 50 * second));
    CHECK(t.table.open_connections() == 1);
    t.finish();
}
