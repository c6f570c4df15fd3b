#include "tests/unit/tcp/table_under_test.h"

using pgoscope::tcp::GapReason;

namespace {

/// A connection whose handshake is done and whose "open" event was taken.
struct Established : TableUnderTest {
    explicit Established(std::uint32_t client_isn = 1000) : talk(client_isn) {
        handshake(talk);
        CHECK(events() == Events{"open"});
    }
    Conversation talk;
};

pgoscope::net::Segment cut(pgoscope::net::Segment segment, std::size_t captured) {
    segment.payload = segment.payload.first(captured);
    return segment;
}

}  // namespace

TEST_CASE("data in order goes straight through, with its packet and what it acknowledged") {
    Established t;
    const auto request = t.talk.client(0, "select");
    t.feed(request);
    t.feed(t.talk.server(0, "rows", 6));
    t.feed(t.talk.client(6, "more", 4));
    CHECK(t.events() == Events{">select", "<rows", ">more"});
    const auto& recorded = t.recorder.connections.at(0);
    CHECK(recorded.forward().arrivals.at(0).time == request.time);
    CHECK(recorded.forward().arrivals.at(0).packet == request.packet);
    CHECK(recorded.forward().arrivals.at(0).acknowledged == 0);
    CHECK(recorded.reverse().arrivals.at(0).acknowledged == 6);
    CHECK(recorded.forward().arrivals.at(1).acknowledged == 4);
    const auto& counters = t.finish();
    CHECK(counters.delivered_bytes == 14);
    CHECK(counters.segments == 6);
    CHECK(counters.out_of_order_segments == 0);
}

TEST_CASE("a payload in order is handed on without a copy") {
    struct Views final : pgoscope::tcp::StreamHandler {
        void on_open(const pgoscope::tcp::Connection&) override {}
        void on_data(const pgoscope::tcp::Connection&, pgoscope::tcp::Direction,
                     pgoscope::Bytes bytes, const pgoscope::tcp::Arrival&) override {
            data = bytes.data();
        }
        void on_gap(const pgoscope::tcp::Connection&, pgoscope::tcp::Direction, pgoscope::tcp::Gap,
                    const pgoscope::tcp::Arrival&) override {}
        void on_close(const pgoscope::tcp::Connection&, pgoscope::tcp::CloseReason,
                      pgoscope::PacketTime) override {}
        const std::uint8_t* data = nullptr;
    } views;
    pgoscope::tcp::ConnectionTable table({}, views);
    Conversation talk;
    table.on_segment(talk.client_syn());
    const auto segment = talk.client(0, "payload");
    table.on_segment(segment);
    CHECK(views.data == segment.payload.data());
}

TEST_CASE("a hole closes when its bytes arrive; time is then, the packet is its own") {
    Established t;
    const auto late = t.talk.client(3, "def");
    t.feed(late);
    t.feed(t.talk.client(9, "jkl"));
    CHECK(t.events().empty());
    CHECK(t.table.held_bytes() > 6);
    const auto closing = t.talk.client(0, "abc");
    t.feed(closing);
    CHECK(t.events() == Events{">abc", ">def"});
    t.feed(t.talk.client(6, "ghi"));
    CHECK(t.events() == Events{">ghi", ">jkl"});
    const auto& arrivals = t.recorder.connections.at(0).forward().arrivals;
    CHECK(arrivals.at(1).time == closing.time);
    CHECK(arrivals.at(1).packet == late.packet);
    CHECK(t.finish().out_of_order_segments == 2);
}

TEST_CASE("bytes behind a gap could be read when they came, which its acknowledgment tells later") {
    Established t;
    const auto behind = t.talk.client(3, "def");
    t.feed(behind);
    t.talk.advance(1'000'000);
    t.feed(t.talk.server(0, "ok", 6));
    CHECK(t.events() == Events{">(3 lost)", ">def", "<ok"});
    const auto& arrivals = t.recorder.connections.at(0).forward().arrivals;
    for (const auto& arrival : arrivals) {
        CHECK(arrival.time == behind.time);
        CHECK(arrival.packet == behind.packet);
    }
    t.finish();
}

TEST_CASE("time does not run backwards where part of a hole is filled and the rest becomes a gap") {
    Established t;
    t.feed(t.talk.client(6, "ghi"));
    const auto filling = t.talk.client(0, "abc");
    t.feed(filling);
    t.feed(t.talk.server(0, "ok", 9));
    CHECK(t.events() == Events{">abc", ">(3 lost)", ">ghi", "<ok"});
    for (const auto& arrival : t.recorder.connections.at(0).forward().arrivals)
        CHECK(arrival.time == filling.time);
    t.finish();
}

TEST_CASE("what a waiting segment acknowledged is kept with it") {
    Established t;
    t.feed(t.talk.server(0, "hello"));
    t.feed(t.talk.client(3, "def", 5));
    t.feed(t.talk.client(0, "abc", 2));
    const auto& arrivals = t.recorder.connections.at(0).forward().arrivals;
    CHECK(arrivals.at(0).acknowledged == 2);
    CHECK(arrivals.at(1).acknowledged == 5);
    t.finish();
}

TEST_CASE("retransmissions never change bytes already delivered") {
    Established t;
    t.feed(t.talk.client(0, "abcdef"));
    t.feed(t.talk.client(0, "abcdef"));
    t.feed(t.talk.client(2, "cd"));
    t.feed(t.talk.client(4, "XXgh"));
    CHECK(t.events() == Events{">abcdef", ">gh"});
    const auto& counters = t.finish();
    CHECK(counters.retransmitted_bytes == 10);
    CHECK(counters.delivered_bytes == 8);
}

TEST_CASE("of overlapping waiting segments the first copy wins and differences are counted") {
    Established t;
    t.feed(t.talk.client(4, "efgh"));
    t.feed(t.talk.client(10, "kl"));
    t.feed(t.talk.client(2, "cdeXgYijKlmn"));  // around both: [2,4) [8,10) [12,14) are new
    CHECK(t.table.counters().conflicting_bytes == 3);
    t.feed(t.talk.client(0, "abcZ"));
    CHECK(t.recorder.connections.at(0).forward().bytes == "abcdefghijklmn");
    const auto& counters = t.finish();
    CHECK(counters.conflicting_bytes == 4);
    CHECK(counters.retransmitted_bytes == 8);
    CHECK(counters.delivered_bytes == 14);
}

TEST_CASE("a segment that fills a hole and reaches beyond what waits is delivered whole") {
    Established t;
    t.feed(t.talk.client(2, "cd"));
    t.feed(t.talk.client(6, "gh"));
    t.feed(t.talk.client(0, "abcdefghij"));
    CHECK(t.recorder.connections.at(0).forward().bytes == "abcdefghij");
    CHECK(t.finish().retransmitted_bytes == 4);
}

TEST_CASE("sequence numbers wrap around, in order and out of order") {
    Established t(0xffff'fffd);  // offset 2 is sequence number 0
    t.feed(t.talk.client(4, "efgh"));
    t.feed(t.talk.client(0, "abcd"));
    t.feed(t.talk.server(0, "ok", 8));
    t.feed(t.talk.client(0, "abcd"));
    t.feed(t.talk.client(8, "ij"));
    CHECK(t.events() == Events{">abcd", ">efgh", "<ok", ">ij"});
    CHECK(t.recorder.connections.at(0).reverse().arrivals.at(0).acknowledged == 8);
    CHECK(t.finish().retransmitted_bytes == 4);
}

TEST_CASE("offsets go on beyond 4 GiB") {
    const std::string megabytes(64 << 20, 'x');
    struct Count final : pgoscope::tcp::StreamHandler {
        void on_open(const pgoscope::tcp::Connection&) override {}
        void on_data(const pgoscope::tcp::Connection&, pgoscope::tcp::Direction direction,
                     pgoscope::Bytes bytes, const pgoscope::tcp::Arrival& arrival) override {
            (direction == pgoscope::tcp::Direction::forward ? sent : received) += bytes.size();
            acknowledged = arrival.acknowledged;
        }
        void on_gap(const pgoscope::tcp::Connection&, pgoscope::tcp::Direction, pgoscope::tcp::Gap,
                    const pgoscope::tcp::Arrival&) override {
            FAIL("gap");
        }
        void on_close(const pgoscope::tcp::Connection&, pgoscope::tcp::CloseReason,
                      pgoscope::PacketTime) override {}
        std::uint64_t sent = 0;
        std::uint64_t received = 0;
        std::uint64_t acknowledged = 0;
    } count;
    pgoscope::tcp::ConnectionTable table({}, count);
    Conversation talk;
    table.on_segment(talk.client_syn());
    table.on_segment(talk.server_syn_ack());
    std::int64_t offset = 0;
    for (int i = 0; i < 80; ++i) {
        table.on_segment(talk.client(offset, megabytes));
        offset += static_cast<std::int64_t>(megabytes.size());
        table.on_segment(talk.server(i, "r", offset));
    }
    CHECK(count.sent == 80ULL << 26);
    CHECK(count.received == 80);
    CHECK(count.acknowledged == 80ULL << 26);
}

TEST_CASE("keep-alives, with and without a garbage byte, are not data") {
    Established t;
    t.feed(t.talk.client(0, "abc"));
    t.feed(t.talk.client(2));
    t.feed(t.talk.client(2, "?"));
    t.feed(t.talk.server(-1));
    t.feed(t.talk.client(3, "def"));
    CHECK(t.events() == Events{">abc", ">def"});
    const auto& counters = t.finish();
    CHECK(counters.keep_alives == 3);
    CHECK(counters.keep_alive_bytes == 1);
    CHECK(counters.retransmitted_bytes == 0);
}

TEST_CASE("a keep-alive behind lost data leaves no garbage in the stream") {
    Established t;
    t.feed(t.talk.server(0, {}, 10));
    t.feed(t.talk.client(9, "?"));
    t.feed(t.talk.client(10, "k"));
    CHECK(t.events() == Events{">(10 lost)", ">k"});
    CHECK(t.finish().keep_alive_bytes == 1);
}

TEST_CASE("a zero-window probe is the next byte, sent again later") {
    Established t;
    t.feed(t.talk.client(0, "abc"));
    t.feed(t.talk.client(3, "d"));
    t.feed(t.talk.server(0, {}, 3));
    t.feed(t.talk.client(3, "def"));
    CHECK(t.events() == Events{">abc", ">d", ">ef"});
    CHECK(t.finish().retransmitted_bytes == 1);
}

TEST_CASE("urgent bytes stay in the stream") {
    Established t;
    t.feed(t.talk.client(0, "abc", 0, Conversation::ack | Conversation::urg));
    t.feed(t.talk.client(3, "def"));
    CHECK(t.events() == Events{">abc", ">def"});
    t.finish();
}

TEST_CASE("what the snaplen cut is a gap") {
    Established t;
    t.feed(cut(t.talk.client(0, "abcdef"), 2));
    t.feed(t.talk.client(6, "ghi"));
    t.feed(cut(t.talk.client(9, "jkl"), 0));
    CHECK(t.events() == Events{">ab", ">(4 snaplen)", ">ghi", ">(3 snaplen)"});
    SECTION("in a segment that waits, too") {
        t.feed(cut(t.talk.client(15, "pqr"), 1));
        t.feed(t.talk.client(18, "stu"));
        t.feed(cut(t.talk.client(12, "mno"), 2));
        CHECK(t.events() == Events{">mn", ">(1 snaplen)", ">p", ">(2 snaplen)", ">stu"});
    }
    SECTION("in a partly repeated segment") {
        t.feed(cut(t.talk.client(9, "jklmnop"), 5));
        CHECK(t.events() == Events{">mn", ">(2 snaplen)"});
        t.feed(cut(t.talk.client(9, "jklmnopqr"), 5));
        CHECK(t.events() == Events{">(2 snaplen)"});
    }
    const auto& counters = t.finish();
    CHECK(counters.missing_bytes_of(GapReason::snaplen) >= 7);
}

TEST_CASE("a hole that the peer acknowledged becomes a gap before the reply is seen") {
    Established t;
    t.feed(t.talk.client(4, "second"));
    t.feed(t.talk.server(0, "reply", 10));
    CHECK(t.events() == Events{">(4 lost)", ">second", "<reply"});
    t.feed(t.talk.client(0, "frst"));
    CHECK(t.events().empty());
    const auto& counters = t.finish();
    CHECK(counters.gaps_of(GapReason::lost) == 1);
    CHECK(counters.missing_bytes_of(GapReason::lost) == 4);
    CHECK(counters.retransmitted_bytes == 4);
}

TEST_CASE("an acknowledgment up to the end of a hole covers it") {
    Established t;
    t.feed(t.talk.client(4, "second"));
    t.feed(t.talk.server(0, "reply", 4));
    CHECK(t.events() == Events{">(4 lost)", ">second", "<reply"});
    t.finish();
}

TEST_CASE("an acknowledgment inside a hole leaves it open") {
    Established t;
    t.feed(t.talk.client(4, "second"));
    t.feed(t.talk.server(0, "reply", 3));
    CHECK(t.events() == Events{"<reply"});
    t.feed(t.talk.client(0, "frst"));
    CHECK(t.events() == Events{">frst", ">second"});
    t.finish();
}

TEST_CASE("one acknowledgment settles all the holes it covers and no other") {
    Established t;
    t.feed(t.talk.client(2, "cd"));
    t.feed(t.talk.client(6, "gh"));
    t.feed(t.talk.client(12, "mn"));
    t.feed(t.talk.server(0, {}, 8));
    CHECK(t.events() == Events{">(2 lost)", ">cd", ">(2 lost)", ">gh"});
    t.feed(t.talk.client(8, "ijkl"));
    CHECK(t.events() == Events{">ijkl", ">mn"});
    t.finish();
}

TEST_CASE("an acknowledgment of what was not seen waits for later data") {
    Established t;
    t.feed(t.talk.server(0, "reply", 6));
    CHECK(t.events() == Events{"<reply"});
    SECTION("the capture only changed the order") {
        t.feed(t.talk.client(0, "abcdef"));
        CHECK(t.events() == Events{">abcdef"});
    }
    SECTION("later data shows that it was lost") {
        t.feed(t.talk.client(6, "ghi"));
        CHECK(t.events() == Events{">(6 lost)", ">ghi"});
    }
    SECTION("nothing more comes") {
        t.finish();
        CHECK(t.events() == Events{">(6 end_of_capture)", "close end_of_capture"});
    }
    t.finish();
}

TEST_CASE("holes still open at the end of the capture are gaps, in order") {
    Established t;
    t.feed(t.talk.client(2, "cd"));
    t.feed(t.talk.client(6, "gh"));
    t.feed(t.talk.server(3, "late"));
    t.finish();
    CHECK(t.events() == Events{">(2 end_of_capture)", ">cd", ">(2 end_of_capture)", ">gh",
                               "<(3 end_of_capture)", "<late", "close end_of_capture"});
    CHECK(t.table.counters().missing_bytes_of(GapReason::end_of_capture) == 7);
}

TEST_CASE("payload outside any window is counted, not delivered") {
    Established t;
    t.feed(t.talk.client(0, "abc"));
    t.feed(t.talk.client(0x7000'0000, "garbage"));
    t.feed(t.talk.client(3, "def"));
    t.feed(t.talk.client(0x7000'0007, "garbage"));
    CHECK(t.events() == Events{">abc", ">def"});
    CHECK(t.finish().out_of_window_bytes == 14);
}

TEST_CASE("a stream that goes on out of window is followed across a gap") {
    Established t;
    t.feed(t.talk.client(0, "abc"));
    t.feed(t.talk.client(5, "fg"));
    t.feed(t.talk.client(0xa000'0000, "far"));
    t.feed(t.talk.client(0xa000'0003, "away"));
    t.feed(t.talk.client(0xa000'0007, "on"));
    CHECK(t.events() == Events{">abc", ">(2 lost)", ">fg",
                               ">(" + std::to_string(0xa000'0003 - 7) + " lost)", ">away", ">on"});
    const auto& counters = t.finish();
    CHECK(counters.resynchronizations == 1);
    CHECK(counters.out_of_window_bytes == 3);
}

TEST_CASE("acknowledgments out of window change nothing") {
    Established t;
    t.feed(t.talk.server(0, "reply", 0x7000'0000));
    t.feed(t.talk.client(3, "def"));
    t.feed(t.talk.client(0, "abc"));
    CHECK(t.events() == Events{"<reply", ">abc", ">def"});
    CHECK(t.recorder.connections.at(0).reverse().arrivals.at(0).acknowledged == 0);
    CHECK(t.finish().acknowledgments_ignored == 1);
}
