#include "tests/unit/tcp/table_under_test.h"

constexpr auto ack = Conversation::ack;
constexpr auto fin = Conversation::fin;

TEST_CASE("without a handshake the first payload opens and begins its direction") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.server(1000, "rows", 500));
    t.feed(talk.client(500, "next", 1004));
    t.feed(talk.server(1004, "more", 504));
    CHECK(t.events() == Events{"open", ">rows", "<next", ">more"});
    const auto& recorded = t.recorder.connections.at(0);
    CHECK_FALSE(recorded.connection.handshake_seen);
    CHECK(recorded.connection.originator.port == 5432);
    CHECK(recorded.reverse().arrivals.at(0).acknowledged == 4);
    CHECK(recorded.forward().arrivals.at(0).acknowledged == 0);
    CHECK(recorded.forward().arrivals.at(1).acknowledged == 4);
    CHECK(t.finish().midstream_connections == 1);
}

TEST_CASE("the peer's acknowledgment tells where a direction goes on") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.server(0, "rows", 500));
    SECTION("what was sent behind it and comes late is not lost") {
        t.feed(talk.client(504, "late"));
        t.feed(talk.client(500, "erly"));
        CHECK(t.events() == Events{"open", ">rows", "<erly", "<late"});
    }
    SECTION("what was sent behind it and does not come is a gap") {
        t.feed(talk.client(504, "late"));
        t.feed(talk.server(4, "ok", 508));
        CHECK(t.events() == Events{"open", ">rows", "<(4 lost)", "<late", ">ok"});
    }
    SECTION("what it acknowledged and the capture shows later is the beginning") {
        t.feed(talk.client(494, "before"));
        t.feed(talk.client(500, "after"));
        CHECK(t.events() == Events{"open", ">rows", "<before", "<after"});
    }
    t.finish();
}

TEST_CASE("bytes before the first one announced are counted") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(100, "abc"));
    t.feed(talk.client(90, "0123456789abcd"));
    CHECK(t.events() == Events{"open", ">abc", ">d"});
    const auto& counters = t.finish();
    CHECK(counters.before_start_bytes == 10);
    CHECK(counters.retransmitted_bytes == 3);
}

TEST_CASE("a bare acknowledgment tells where its direction stands") {
    TableUnderTest t;
    Conversation talk;
    auto open = talk.client(0, "abc", 0, 0);  // no ACK: nothing known of the server
    t.feed(open);
    t.feed(talk.server(700, {}, 3));
    t.feed(talk.server(704, "late"));
    CHECK(t.events() == Events{"open", ">abc"});
    t.feed(talk.server(700, "erly"));
    CHECK(t.events() == Events{"<erly", "<late"});
    t.finish();
}

TEST_CASE("a keep-alive does not make the beginning wrong") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(0, "abc", 0, 0));
    SECTION("an empty one, before its answer") {
        t.feed(talk.server(699));
        t.feed(talk.client(3, {}, 700));
    }
    SECTION("an empty one, before another empty segment") {
        t.feed(talk.server(699));
        t.feed(talk.server(700));
    }
    SECTION("an empty one, after an acknowledgment") {
        t.feed(talk.client(3, {}, 700));
        t.feed(talk.server(699));
    }
    SECTION("one with a garbage byte") {
        t.feed(talk.server(699, std::string_view("\0", 1)));
    }
    SECTION("one with a garbage byte, after an acknowledgment") {
        t.feed(talk.client(3, {}, 700));
        t.feed(talk.server(699, "x"));
    }
    t.feed(talk.server(700, "row"));
    CHECK(t.events() == Events{"open", ">abc", "<row"});
    t.finish();
}

TEST_CASE("one direction alone is a connection") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(0, "ask", 100));
    t.feed(talk.client(3, "ask", 200));
    t.feed(talk.client(6, {}, 300, ack | fin));
    t.finish();
    CHECK(t.events() == Events{"open", ">ask", ">ask", "<(200 end_of_capture)", "close fin"});
}

TEST_CASE("a SYN-ACK alone tells the originator") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.server_syn_ack());
    t.feed(talk.client(0, "ask"));
    t.feed(talk.client_syn());
    t.feed(talk.server(0, "answer", 3));
    CHECK(t.events() == Events{"open", ">ask", "<answer"});
    CHECK(t.recorder.connections.at(0).connection.originator.port == 40'000);
    t.finish();
}

TEST_CASE("headers without payload still make a stream of gaps") {
    TableUnderTest t;
    Conversation talk;
    auto first = talk.client(0, "hello");
    first.payload = {};
    auto second = talk.client(5, "world");
    second.payload = {};
    t.feed(first);
    t.feed(second);
    CHECK(t.events() == Events{"open", ">(5 snaplen)", ">(5 snaplen)"});
    t.finish();
}

TEST_CASE("a wrong acknowledgment at first does not hide the direction") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(0, "ask", 0x6000'0000));
    t.feed(talk.server(0, "answer", 3));
    t.feed(talk.server(6, "more", 3));
    CHECK(t.events() == Events{"open", ">ask", "<answer", "<more"});
    t.finish();
}
