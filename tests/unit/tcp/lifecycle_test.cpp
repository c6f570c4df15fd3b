#include "tests/unit/tcp/table_under_test.h"

constexpr auto syn = Conversation::syn;
constexpr auto ack = Conversation::ack;
constexpr auto fin = Conversation::fin;
constexpr auto rst = Conversation::rst;

TEST_CASE("the originator is known from the SYN, the round trip from the handshake") {
    TableUnderTest t;
    Conversation talk;
    const auto first = talk.client_syn();
    t.feed(first);
    talk.advance(200'000);
    t.feed(talk.server_syn_ack());
    talk.advance(50'000);
    t.feed(talk.client(0));
    t.finish();
    const auto& connection = t.recorder.connections.at(0).connection;
    CHECK(connection.handshake_seen);
    CHECK(connection.opened == first.time);
    CHECK(connection.originator == first.source);
    CHECK(connection.responder == first.destination);
    CHECK(connection.handshake_round_trip == 252'000);
}

TEST_CASE("timeouts of a repeated handshake are not part of the round trip") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client_syn());
    talk.advance(1'000'000'000);
    t.feed(talk.client_syn());
    t.feed(talk.server_syn_ack());
    talk.advance(1'000'000'000);
    t.feed(talk.server_syn_ack());
    t.feed(talk.client(0));
    t.finish();
    REQUIRE(t.recorder.connections.size() == 1);
    CHECK(t.recorder.connections[0].connection.handshake_round_trip == 2000);
}

TEST_CASE("half a handshake measures nothing") {
    TableUnderTest t;
    Conversation talk;
    SECTION("no SYN-ACK") {
        t.feed(talk.client_syn());
        t.feed(talk.client(0, "a"));
    }
    SECTION("no SYN") {
        t.feed(talk.server_syn_ack());
        t.feed(talk.client(0, "a"));
    }
    SECTION("no ACK") {
        t.feed(talk.client_syn());
        t.feed(talk.server_syn_ack());
    }
    t.finish();
    const auto& connection = t.recorder.connections.at(0).connection;
    CHECK_FALSE(connection.handshake_round_trip.has_value());
    CHECK(connection.originator.port == 40'000);
    CHECK(connection.handshake_seen);
}

TEST_CASE("a connection closes when both directions were announced up to their FIN") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "bye", 0, ack | fin));
    t.feed(talk.server(0, "last words", 4));
    CHECK(t.events() == Events{"open", ">bye", "<last words"});
    t.feed(talk.server(10, {}, 4, ack | fin));
    CHECK(t.events() == Events{"close fin"});
    CHECK(t.table.open_connections() == 0);
    t.feed(talk.client(4, {}, 11));
    t.finish();
    CHECK(t.events().empty());
}

TEST_CASE("a FIN waits for the data before it") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.server(0, {}, 0, ack | fin));
    t.feed(talk.client(3, "def", 1, ack | fin));
    CHECK(t.events() == Events{"open"});
    SECTION("which arrives") {
        t.feed(talk.client(0, "abc", 1));
        CHECK(t.events() == Events{">abc", ">def", "close fin"});
    }
    SECTION("or was lost") {
        t.feed(talk.server(1, {}, 7));
        CHECK(t.events() == Events{">(3 lost)", ">def", "close fin"});
    }
    t.finish();
}

TEST_CASE("data lost right before a FIN is a gap once acknowledged") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "abc"));
    t.feed(talk.client(9, {}, 0, ack | fin));
    t.feed(talk.server(0, "reply", 10, ack | fin));
    CHECK(t.events() == Events{"open", ">abc", ">(6 lost)", "<reply", "close fin"});
    t.finish();
}

TEST_CASE("one FIN and then silence is an end, not a cut") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "bye", 0, ack | fin));
    t.finish();
    CHECK(t.events() == Events{"open", ">bye", "close fin"});
}

TEST_CASE("an acknowledged FIN that was not captured is not a missing byte") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "bye"));
    t.feed(talk.server(0, {}, 4));
    t.finish();
    CHECK(t.events() == Events{"open", ">bye", "close end_of_capture"});
}

TEST_CASE("a repeated FIN is harmless, a contradicting one is ignored") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "bye"));
    t.feed(talk.client(1, {}, 0, ack | fin));  // before data already seen
    CHECK(t.table.counters().fins_ignored == 1);
    t.feed(talk.client(3, {}, 0, ack | fin));
    t.feed(talk.client(3, {}, 0, ack | fin));
    t.feed(talk.client(0, "bye", 0, ack | fin));
    CHECK(t.table.counters().fins_ignored == 1);
    t.feed(talk.client(3, "!!", 0));
    CHECK(t.events() == Events{"open", ">bye"});
    const auto& counters = t.finish();
    CHECK(counters.after_close_bytes == 2);
    CHECK(counters.retransmitted_bytes == 3);
}

TEST_CASE("RST ends now, after what waited") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(3, "def"));
    const auto reset = talk.server(0, {}, 0, rst | ack);
    t.feed(reset);
    CHECK(t.events() == Events{"open", ">(3 end_of_capture)", ">def", "close reset"});
    CHECK(t.recorder.connections.at(0).closed_at == reset.time);
    t.finish();
}

TEST_CASE("a RST with a sequence number that cannot be meant is ignored") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "abc"));
    t.feed(talk.client(100'000'000, "why", 0, rst));
    t.feed(talk.client(-100'000'000, {}, 0, rst));
    t.feed(talk.client(3, "def"));
    CHECK(t.events() == Events{"open", ">abc", ">def"});
    const auto& counters = t.finish();
    CHECK(counters.resets_ignored == 2);
    CHECK(counters.out_of_window_bytes == 3);
}

TEST_CASE("a refused connection opens and is reset") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client_syn());
    SECTION("the RST acknowledges the SYN") {
        auto refusal = talk.server(0, {}, 0, rst | ack);
        refusal.sequence = 0;
        t.feed(refusal);
        CHECK(t.events() == Events{"open", "close reset"});
    }
    SECTION("it does not") {
        auto blind = talk.server(0, {}, 500'000'000, rst | ack);
        blind.sequence = 0;
        t.feed(blind);
        CHECK(t.events() == Events{"open"});
        CHECK(t.table.counters().resets_ignored == 1);
    }
    t.finish();
}

TEST_CASE("a RST may carry its reason, which is not part of the stream") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.server(0, "no reason", 0, rst | ack));
    CHECK(t.events() == Events{"open", "close reset"});
    CHECK(t.finish().after_close_bytes == 9);
}

TEST_CASE("a repeated SYN is harmless") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client_syn());
    t.feed(talk.client_syn());
    t.feed(talk.server_syn_ack());
    t.feed(talk.server_syn_ack());
    t.feed(talk.client(0, "abc"));
    t.feed(talk.client_syn());
    t.feed(talk.server_syn_ack());
    t.feed(talk.client(3, "def"));
    CHECK(t.events() == Events{"open", ">abc", ">def"});
    t.finish();
}

TEST_CASE("a SYN with another initial sequence number is a new connection") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "abc"));
    Conversation again(900'000'000, 77);
    SECTION("its SYN was captured") {
        t.feed(again.client_syn());
    }
    SECTION("only its SYN-ACK was captured") {
        t.feed(again.server_syn_ack());
    }
    t.feed(again.client(0, "new"));
    CHECK(t.events() == Events{"open", ">abc", "close port_reused", "open", ">new"});
    CHECK(t.recorder.connections.at(1).connection.originator.port == 40'000);
    CHECK(t.finish().connections == 2);
}

TEST_CASE("a responder may answer a repeated SYN anew") {
    TableUnderTest t;
    Conversation talk;
    Conversation anew(1000, 3'000'000'000);
    t.feed(talk.client_syn());
    t.feed(talk.server_syn_ack());
    t.feed(talk.client_syn());
    t.feed(anew.server_syn_ack());
    t.feed(anew.client(0, "ask"));
    t.feed(anew.server(0, "answer", 3));
    CHECK(t.events() == Events{"open", ">ask", "<answer"});
    t.finish();
}

TEST_CASE("simultaneous open is one connection") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client_syn());
    t.feed(talk.server(-1, {}, 0, syn));
    t.feed(talk.client(-1, {}, 0, syn | ack));
    t.feed(talk.server(0, "hello"));
    CHECK(t.events() == Events{"open", "<hello"});
    t.finish();
}

TEST_CASE("a SYN may carry data, which may be sent again") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(-1, "fast", 0, syn));
    SECTION("acknowledged at once") {
        t.feed(talk.server_syn_ack(4));
    }
    SECTION("not acknowledged") {
        t.feed(talk.server_syn_ack(0));
        t.feed(talk.client(0, "fast"));
        CHECK(t.table.counters().retransmitted_bytes == 4);
    }
    SECTION("captured after its answer") {
        TableUnderTest late;
        late.feed(talk.server_syn_ack(4));
        late.feed(talk.client(-1, "fast", 0, syn));
        late.feed(talk.client(4, "er"));
        CHECK(late.events() == Events{"open", ">fast", ">er"});
        late.finish();
    }
    t.feed(talk.client(4, "er"));
    CHECK(t.events() == Events{"open", ">fast", ">er"});
    t.finish();
}

TEST_CASE("stray segments after the end open no ghost") {
    TableUnderTest t;
    Conversation talk;
    t.handshake(talk);
    t.feed(talk.client(0, "bye", 0, ack | fin));
    t.feed(talk.server(0, {}, 4, ack | fin));
    t.feed(talk.client(0, "bye", 0, ack | fin));
    t.feed(talk.client(4, {}, 1));
    t.feed(talk.server(1, "in flight", 4));
    t.feed(talk.client(4, {}, 0, rst));
    t.feed(talk.client_syn());
    CHECK(t.events() == Events{"open", ">bye", "close fin"});
    CHECK(t.table.counters().late_segments == 5);
    SECTION("but a new SYN opens") {
        Conversation again(77'777, 88'888);
        t.handshake(again);
        t.feed(again.client(0, "new"));
        CHECK(t.events() == Events{"open", ">new"});
    }
    SECTION("and data from somewhere else in the sequence space does") {
        Conversation again(2'000'000'000, 3'000'000'000);
        t.feed(again.client(0, "new"));
        CHECK(t.events() == Events{"open", ">new"});
    }
    SECTION("and anything does when the end was long ago") {
        talk.advance(61'000'000'000);
        t.feed(talk.client(4, "new"));
        CHECK(t.events() == Events{"open", ">new"});
    }
    CHECK(t.finish().after_close_bytes == 12);
}

TEST_CASE("without payload nothing but a SYN opens a connection") {
    TableUnderTest t;
    Conversation talk;
    t.feed(talk.client(0));
    t.feed(talk.client(0, {}, 0, ack | fin));
    t.feed(talk.server(0, "reason", 0, rst));
    t.feed(talk.client(0, std::string_view("\0", 1)));
    CHECK(t.recorder.connections.empty());
    const auto& counters = t.finish();
    CHECK(counters.stray_segments == 4);
    CHECK(counters.untracked_bytes == 7);
}

TEST_CASE("connections of the same ports and other addresses are told apart") {
    TableUnderTest t;
    Conversation talk;
    auto a = talk.client(0, "a");
    auto b = talk.client(0, "b");
    b.source.address.bytes[0] = 0x20;  // IPv6, the same low half
    auto c = talk.server(0, "c");
    t.feed(a);
    t.feed(b);
    t.feed(c);
    t.feed(talk.client(1, "d"));
    CHECK(t.events() == Events{"open", ">a", "open", ">b", "<c", ">d"});
    CHECK(t.recorder.connections.at(0).forward().bytes == "ad");
    t.finish();
}

TEST_CASE("slots are dense and reused") {
    TableUnderTest t;
    for (std::uint16_t port = 1; port <= 10; ++port) {
        Conversation talk(1000, 2000, port);
        t.handshake(talk);
        t.feed(talk.client(0, {}, 0, rst));
    }
    t.finish();
    for (const auto& recorded : t.recorder.connections)
        CHECK(recorded.connection.slot == 0);
}
