#include <array>
#include <limits>
#include <memory>

#include <catch2/catch.hpp>

#include "analyzer/session/conversation/exchanges.h"
#include "analyzer/session/conversation/prepared_statements.h"
#include "analyzer/session/conversation/request_queue.h"
#include "analyzer/session/conversation/ring.h"
#include "analyzer/session/conversation/transaction_tracker.h"
#include "analyzer/session/framing/boundary.h"
#include "analyzer/session/framing/framer.h"
#include "analyzer/session/startup/cancel_keys.h"
#include "analyzer/session/startup/other_protocol.h"
#include "tests/support/pg_messages.h"

/// The parts of a session, each alone.

using namespace pgoscope::session;
using pgoscope::as_bytes;
using pgoscope::as_text;
using pgoscope::Bytes;
using pgoscope::dissectors::Direction;
using pgoscope::dissectors::MessageName;

TEST_CASE("a ring grows, wraps around and keeps order") {
    Ring<int> ring;
    int in = 0;
    int out = 0;
    for (int round = 1; round < 40; ++round) {
        for (int i = 0; i < round; ++i)
            ring.push_back() = in++;
        for (int i = 0; i < round - (round % 3 == 0 ? 1 : 0); ++i) {
            REQUIRE(ring.front() == out++);
            ring.pop_front();
        }
        for (std::size_t i = 0; i < ring.size(); ++i)
            REQUIRE(ring[i] == out + static_cast<int>(i));
    }
    CHECK(ring.size() == static_cast<std::size_t>(in - out));
    CHECK(ring.back() == in - 1);
}

TEST_CASE("an emptied ring begins at its first place again") {
    Ring<int> ring;
    ring.push_back() = 1;
    const auto* place = &ring.front();
    ring.push_back() = 2;
    ring.pop_front();
    CHECK(&ring.front() != place);
    ring.pop_front();
    (void)ring.push_back();
    CHECK(&ring.front() == place);
}

TEST_CASE("named things are found, replaced and bounded; the unnamed one is apart") {
    NamedItems<int> items;
    CHECK(items.empty());
    CHECK(items.find("a") == nullptr);
    CHECK(items.put("a", std::make_shared<int>(1), 1));
    CHECK_FALSE(items.put("b", std::make_shared<int>(2), 1));
    CHECK(items.put("", std::make_shared<int>(3), 1));
    CHECK(items.put("a", std::make_shared<int>(4), 1));
    CHECK(*items.find("a") == 4);
    CHECK(*items.find("") == 3);
    int sum = 0;
    items.for_each([&](int value) { sum += value; });
    CHECK(sum == 7);
    items.clear_named();
    CHECK(items.find("a") == nullptr);
    CHECK_FALSE(items.empty());
    items.erase("");
    CHECK(items.empty());
}

TEST_CASE("open exchanges are found by their number until they are dropped") {
    OpenExchanges open;
    CHECK(open.newest() == nullptr);
    CHECK(open.find(0) == nullptr);
    CHECK(open.find(1) == nullptr);
    open.begin(pgoscope::events::ExchangeKind::query, 10, 1).references = 1;
    (void)open.begin(pgoscope::events::ExchangeKind::close, 20, 2);
    REQUIRE(open.find(1) != nullptr);
    CHECK(open.find(1)->exchange.request_first == 10);
    CHECK(open.find(2)->exchange.number == 2);
    CHECK(open.find(3) == nullptr);
    open.find(1)->finished = true;
    open.drop_finished(1);
    CHECK(open.find(1) != nullptr);
    open.find(1)->references = 0;
    open.find(2)->finished = true;
    open.drop_finished(1);
    CHECK(open.find(1) == nullptr);
    CHECK(open.newest()->exchange.number == 2);
    CHECK(open.begin(pgoscope::events::ExchangeKind::query, 30, 3).exchange.number == 3);
    CHECK(open.begun() == 3);
}

TEST_CASE("an exchange that is dropped gives back what it kept") {
    MemoryBudget budget(100);
    OpenExchanges open;
    for (int i = 0; i < 8; ++i) {
        auto& begun = open.begin(pgoscope::events::ExchangeKind::query, 10, 1);
        begun.several = std::make_unique<KeptSql>(KeptSql{.sql = "a;b", .memory = budget.take(10)});
        begun.exchange.sqlstate = "42601";
        begun.finished = true;
    }
    CHECK(budget.left() == 20);
    open.drop_finished(1);
    CHECK(budget.left() == 90);
    CHECK(open.newest()->exchange.number == 8);
    open.drop_finished(0);
    CHECK(budget.left() == 100);
    CHECK(open.newest() == nullptr);
    const auto& next = open.begin(pgoscope::events::ExchangeKind::query, 20, 2);
    CHECK(next.exchange.number == 9);
    CHECK(next.exchange.sqlstate.empty());
    CHECK_FALSE(next.finished);
}

TEST_CASE("a reply fits what it can answer, and nothing else") {
    using Kind = ExpectedReply::Kind;
    using enum MessageName;
    constexpr std::array kinds{Kind::startup,
                               Kind::query,
                               Kind::function_call,
                               Kind::parse,
                               Kind::bind,
                               Kind::describe_statement,
                               Kind::describe_portal,
                               Kind::execute,
                               Kind::close,
                               Kind::sync};
    // One letter a kind, in that order: `.` no, `p` part of the answer, `c` completes it.
    const auto fits = [&](MessageName reply) {
        std::string line;
        for (const auto kind : kinds)
            line += fit(kind, reply) == Fit::no ? '.' : fit(kind, reply) == Fit::part ? 'p' : 'c';
        return line;
    };
    CHECK(fits(AuthenticationOk) == "p.........");
    CHECK(fits(AuthenticationSASLContinue) == "p.........");
    CHECK(fits(BackendKeyData) == "p.........");
    CHECK(fits(NegotiateProtocolVersion) == "p.........");
    CHECK(fits(ParseComplete) == "...c......");
    CHECK(fits(BindComplete) == "....c.....");
    CHECK(fits(ParameterDescription) == ".....p....");
    CHECK(fits(RowDescription) == ".p...cc...");
    CHECK(fits(NoData) == ".....cc...");
    CHECK(fits(DataRow) == ".p.....p..");
    CHECK(fits(CommandComplete) == ".p.....c..");
    CHECK(fits(EmptyQueryResponse) == ".p.....c..");
    CHECK(fits(PortalSuspended) == ".......c..");
    CHECK(fits(CopyInResponse) == ".p.....p..");
    CHECK(fits(CopyOutResponse) == ".p.....p..");
    CHECK(fits(CopyBothResponse) == ".p.....p..");
    CHECK(fits(CopyData) == ".p.....p..");
    CHECK(fits(CopyDone) == ".p.....p..");
    CHECK(fits(FunctionCallResponse) == "..p.......");
    CHECK(fits(CloseComplete) == "........c.");
    CHECK(fits(ReadyForQuery) == "ccc......c");
    CHECK(fits(NoticeResponse) == "..........");
}

TEST_CASE("cancel keys are found by process and key") {
    CHECK(CancelKeys::token(1, as_bytes("key!")) == CancelKeys::token(1, as_bytes("key!")));
    CHECK(CancelKeys::token(1, as_bytes("key!")) != CancelKeys::token(2, as_bytes("key!")));
    CHECK(CancelKeys::token(1, as_bytes("key!")) != CancelKeys::token(1, as_bytes("key?")));
    CHECK(CancelKeys::token(1, as_bytes("key!")) !=
          CancelKeys::token(1, as_bytes(std::string_view("key!\0", 5))));
    CHECK(CancelKeys{}.find(1) == nullptr);
}

TEST_CASE("other protocols are named by how either side begins") {
    const auto name = [](std::string_view client, std::string_view server) {
        return name_protocol(as_bytes(client), as_bytes(server));
    };
    CHECK(name("GET / HTTP/1.1", "") == "HTTP");
    CHECK(name("", "HTTP/1.1 400 Bad") == "HTTP");
    CHECK(name("PRI * HTTP/2.0\r\n", "") == "HTTP");
    CHECK(name("SSH-2.0-x", "") == "SSH");
    CHECK(name("", "SSH-2.0-x") == "SSH");
    CHECK(name("\x16\x03\x01", "") == "TLS");
    CHECK(name("", std::string_view("\x4a\0\0\0\x0a", 5)) == "MySQL");
    CHECK(name("", std::string_view("\x17\0\0\0\xff", 5)) == "MySQL");
    CHECK(name("", std::string_view("\x17\0\0\x01\xff", 5)).empty());
    CHECK(name("", std::string_view("\x4a\0\0\0", 4)).empty());
    CHECK(name("", "").empty());
    CHECK(name("GE", "").empty());
}

namespace {

/// A frame with what its views point to.
struct Cut {
    Frame frame;
    std::string body;
    Step step = Step::need_more;
};

Cut cut(Framer& framer, std::string_view bytes, pgoscope::PacketTime time = 1) {
    Cut result;
    auto input = as_bytes(bytes);
    result.step = framer.next(input, time, result.frame);
    if (result.step == Step::frame) result.body = as_text(result.frame.body);
    return result;
}

}  // namespace

TEST_CASE("a framer cuts typed messages, wherever they are split") {
    const auto message = frontend::query("select 1");
    for (std::size_t at = 0; at <= message.size(); ++at) {
        Framer framer(Direction::frontend, 100);
        auto first = cut(framer, message.substr(0, at), 5);
        if (at < message.size()) {
            CHECK(first.step == Step::need_more);
            CHECK(framer.pending() == at);
            first = cut(framer, message.substr(at), 9);
        }
        REQUIRE(first.step == Step::frame);
        CHECK(first.frame.tag == 'Q');
        CHECK(first.frame.length == message.size());
        CHECK(first.body == std::string("select 1\0", 9));
        CHECK(first.frame.complete);
        CHECK(first.frame.first_time == (at == 0 ? 9 : 5));
        CHECK(first.frame.offset == 0);
        CHECK(framer.offset() == message.size());
        CHECK(framer.pending() == 0);
    }
}

TEST_CASE("a framer leaves what follows a frame in the input") {
    Framer framer(Direction::frontend, 100);
    const auto bytes = frontend::sync() + frontend::flush();
    auto input = as_bytes(bytes);
    Frame frame;
    CHECK(framer.next(input, 1, frame) == Step::frame);
    CHECK(input.size() == 5);
    CHECK(framer.next(input, 1, frame) == Step::frame);
    CHECK(frame.tag == 'H');
    CHECK(frame.offset == 5);
    CHECK(framer.next(input, 1, frame) == Step::need_more);
}

TEST_CASE("a framer keeps the beginning of a long body and counts the rest") {
    const auto whole = backend::row({std::string(500, 'x')});
    for (const std::size_t at : {std::size_t{0}, std::size_t{3}, std::size_t{50}, whole.size()}) {
        Framer framer(Direction::backend, 20);
        auto result = cut(framer, whole.substr(0, at));
        if (at < whole.size()) result = cut(framer, whole.substr(at));
        REQUIRE(result.step == Step::frame);
        CHECK_FALSE(result.frame.complete);
        CHECK(result.frame.length == whole.size());
        CHECK(result.body == whole.substr(5, 20));
        CHECK(result.frame.missing == 0);
    }
}

TEST_CASE("a gap inside a body ends where the body ends, or loses the boundary") {
    const auto whole = backend::row({std::string(50, 'x')});
    const auto left = static_cast<std::uint64_t>(whole.size() - 20);
    Framer framer(Direction::backend, 100);
    Frame frame;
    REQUIRE(cut(framer, whole.substr(0, 20)).step == Step::need_more);
    SECTION("more of the body follows") {
        CHECK(framer.gap(5, frame) == Step::need_more);
        CHECK(framer.pending() == 20);
        const auto rest = cut(framer, whole.substr(25));
        REQUIRE(rest.step == Step::frame);
        CHECK(rest.frame.missing == 5);
        CHECK_FALSE(rest.frame.complete);
        CHECK(rest.body == whole.substr(5, 15));
        CHECK(framer.offset() == whole.size());
    }
    SECTION("to the end of the body") {
        CHECK(framer.gap(left, frame) == Step::frame);
        CHECK(frame.missing == left);
        CHECK_FALSE(framer.boundary_lost());
        CHECK(cut(framer, backend::ready()).frame.tag == 'Z');
    }
    SECTION("beyond it") {
        CHECK(framer.gap(left + 1, frame) == Step::frame);
        CHECK(framer.boundary_lost());
    }
    SECTION("longer than any number of 32 bits") {
        CHECK(framer.gap(std::numeric_limits<std::uint64_t>::max() / 2, frame) == Step::frame);
        CHECK(frame.missing == left);
        CHECK(framer.boundary_lost());
    }
}

TEST_CASE("a gap at a boundary or inside a header loses the boundary") {
    Framer framer(Direction::backend, 100);
    Frame frame;
    CHECK(framer.gap(1, frame) == Step::no_frame);
    CHECK(framer.boundary_lost());
    REQUIRE(cut(framer, "Z").step == Step::need_more);
    CHECK(framer.gap(1, frame) == Step::no_frame);
    CHECK(framer.discard() == 1);
}

TEST_CASE("headers that cannot be one are refused with what they say") {
    const auto refused = [](Direction direction, std::string_view bytes) {
        Framer whole(direction, 100);
        Framer parts(direction, 100);
        const auto at_once = cut(whole, bytes).step;
        auto in_parts = Step::need_more;
        for (const auto byte : bytes)
            if (in_parts == Step::need_more) in_parts = cut(parts, {&byte, 1}).step;
        CHECK(at_once == in_parts);
        if (at_once == Step::no_frame) CHECK(whole.rejected().length == parts.rejected().length);
        return at_once == Step::no_frame;
    };
    using namespace std::string_view_literals;
    CHECK(refused(Direction::backend, "Z\0\0\0\x06II"sv));
    CHECK(refused(Direction::backend, "Z\0\0\0\x03I"sv));
    CHECK(refused(Direction::backend, "D\x40\0\0\0xxxx"sv));
    CHECK(refused(Direction::backend, "D\xff\xff\xff\xffxxxx"sv));
    CHECK(refused(Direction::frontend, "S\0\0\0\x05x"sv));
    CHECK(refused(Direction::frontend, "E\0\0\x27\x11x"sv));
    CHECK(refused(Direction::frontend, "?\xff\0\0\x05x"sv));
    CHECK_FALSE(refused(Direction::frontend, "S\0\0\0\x04"sv));
    CHECK_FALSE(refused(Direction::frontend, "?\0\0\0\x05x"sv));
    CHECK_FALSE(refused(Direction::backend, "Z\0\0\0\x05I"sv));
}

TEST_CASE("a framer cuts what has no type as it is told") {
    Framer framer(Direction::frontend, 100);
    framer.expect(Unit::startup_packet);
    const auto startup = cut(framer, frontend::startup());
    REQUIRE(startup.step == Step::frame);
    CHECK(startup.frame.tag == 0);
    CHECK(startup.body == frontend::startup());
    CHECK(cut(framer, wire::i32(8) + wire::i32(0x00030000)).step == Step::no_frame);

    framer = Framer(Direction::backend, 100);
    framer.expect(Unit::encryption_response);
    CHECK(cut(framer, "S").frame.tag == 'S');
    CHECK(cut(framer, "G").frame.tag == 'G');
    CHECK(cut(framer, "x").step == Step::no_frame);

    framer = Framer(Direction::backend, 100);
    framer.expect(Unit::old_style_error);
    CHECK(cut(framer, "EFATAL:  no").step == Step::need_more);
    const auto error = cut(framer, std::string_view("pe\n\0", 4));
    REQUIRE(error.step == Step::frame);
    CHECK(error.frame.tag == 'E');
    CHECK(error.body == "FATAL:  nope\n");
    CHECK(error.frame.length == 15);
    CHECK(cut(framer, std::string(40'000, 'x')).step == Step::no_frame);

    framer = Framer(Direction::frontend, 100);
    framer.expect(Unit::client_hello);
    CHECK(cut(framer, std::string_view("\x16\x03\x01\0\x02hi", 7)).step == Step::frame);
    CHECK(cut(framer, std::string_view("\x16\x02\x01\0\x02hi", 7)).step == Step::no_frame);
}

TEST_CASE("a boundary needs evidence") {
    const auto at_start = [](Direction direction, std::string_view bytes) {
        return begins_at_boundary(direction, as_bytes(bytes));
    };
    const auto answer = backend::result(2) + backend::ready();
    CHECK(at_start(Direction::backend, answer));
    CHECK_FALSE(at_start(Direction::frontend, answer));
    CHECK(at_start(Direction::frontend, frontend::one_shot("select 1") + frontend::sync()));
    CHECK_FALSE(at_start(Direction::backend, frontend::query("select 1")));
    CHECK_FALSE(at_start(Direction::backend, std::string_view(answer).substr(1)));
    CHECK_FALSE(at_start(Direction::backend, ""));
    CHECK_FALSE(at_start(Direction::backend, "Z"));
    // What is longer than the bytes at hand is believed where it looks like nothing else.
    CHECK(at_start(Direction::frontend, frontend::query("select a_long_one").substr(0, 15)));
    CHECK_FALSE(at_start(Direction::frontend, frontend::copy_data("select a_lon").substr(0, 15)));

    CHECK(find_boundary(Direction::backend, as_bytes(answer)) == 0U);
    const auto tail = std::string("the rest of a row") + answer;
    CHECK(find_boundary(Direction::backend, as_bytes(tail)) == 17U);
    CHECK_FALSE(find_boundary(Direction::backend, as_bytes("nothing of the kind in here")));
    // One message in the middle that does not end with the bytes is chance.
    CHECK_FALSE(find_boundary(Direction::backend, as_bytes("xx" + backend::ready() + "yyyy")));
}

TEST_CASE("WAL data begins where its header does, whatever is around it") {
    const auto wal = [](std::string_view time) {
        return std::string("d\0\2\0\35w\0\0\0\1\0\0\0\0\0\0\0\1\0\2\0\0", 22) + std::string(time) +
               "page";
    };
    constexpr std::string_view in_2026("\0\3\4\0\0\0\0\0", 8);
    constexpr std::string_view in_2000("\0\0\4\0\0\0\0\0", 8);
    CHECK(find_boundary(Direction::backend, as_bytes("the end of a page" + wal(in_2026))) == 17U);
    CHECK(find_boundary(Direction::backend, as_bytes(wal(in_2026))) == 0U);
    CHECK_FALSE(find_boundary(Direction::backend, as_bytes("the end of a page" + wal(in_2000))));
    CHECK_FALSE(find_boundary(Direction::frontend, as_bytes("the end of a page" + wal(in_2026))));
}

TEST_CASE("the search for a boundary stays quick on bytes made to look like headers") {
    std::string crafted;
    for (int i = 0; i < 200'000; ++i)
        crafted += "D" + wire::i32(9'000'000);
    CHECK_FALSE(find_boundary(Direction::backend, as_bytes(crafted)));
}
