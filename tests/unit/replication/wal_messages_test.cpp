#include "dissectors/replication/wal_messages.h"

#include <algorithm>
#include <bit>
#include <limits>

#include <catch2/catch.hpp>

#include "dissectors/server_time.h"
#include "tests/support/vectors.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;
using namespace pgoscope::dissectors::replication;

namespace {

WalMessage read(Direction direction, const OwnedBytes& payload, bool complete = true) {
    return dissect_wal_message(direction, payload, complete);
}

// 2026-11-20 in microseconds since 2000.
constexpr std::int64_t some_time = 848'448'000'000'000;

OwnedBytes big_endian(std::uint64_t number, int bytes = 8) {
    OwnedBytes result;
    for (int i = bytes - 1; i >= 0; --i)
        result.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
    return result;
}
OwnedBytes little_endian(std::uint64_t number, int bytes = 8) {
    auto result = big_endian(number, bytes);
    std::ranges::reverse(result);
    return result;
}
OwnedBytes joined(char letter, std::initializer_list<OwnedBytes> parts) {
    OwnedBytes result{static_cast<std::uint8_t>(letter)};
    for (const auto& part : parts)
        result += part;
    return result;
}

}  // namespace

TEST_CASE("what a PostgreSQL 15 walsender and its client sent") {
    int wal = 0;
    int keepalives = 0;
    int statuses = 0;
    for (const auto& message :
         vector_messages("pg15-protocol-3.0.txt", "back to logical replication connection")) {
        if (message.tag != 'd') continue;
        const auto view = read(message.direction, message.body);
        if (const auto* data = std::get_if<XLogData>(&view)) {
            if (++wal == 1) {
                CHECK(LsnText(data->start).view() == "0/153B570");
                CHECK(data->end_of_wal == data->start);
                CHECK(data->send_time == 0x0303bad9ed9603);
                CHECK(data->data.front() == 'B');
            }
        } else if (const auto* keepalive = std::get_if<PrimaryKeepalive>(&view)) {
            if (++keepalives == 1) {
                CHECK(keepalive->end_of_wal == 0x153b570);
                CHECK(keepalive->reply_requested == false);
            }
        } else if (const auto* status = std::get_if<StandbyStatusUpdate>(&view)) {
            ++statuses;
            CHECK(status->written == 0);
            CHECK(status->send_time == 0);
            CHECK(status->reply_requested == false);
        } else {
            FAIL(name_of(view));
        }
    }
    CHECK(wal == 12);
    CHECK(keepalives == 5);
    CHECK(statuses == 1);
}

TEST_CASE("a letter alone makes no message") {
    const auto status =
        joined('r', {big_endian(1), big_endian(2), big_endian(3), big_endian(some_time), {1}});
    CHECK(std::holds_alternative<StandbyStatusUpdate>(read(Direction::frontend, status)));
    CHECK(std::holds_alternative<Unknown>(read(Direction::backend, status)));
    CHECK(std::holds_alternative<Unknown>(read(Direction::frontend, status, false)));
    auto longer = status;
    longer.push_back(0);
    CHECK(std::holds_alternative<Unknown>(read(Direction::frontend, longer)));
    CHECK(std::holds_alternative<Unknown>(read(Direction::backend, {})));
    CHECK(std::holds_alternative<Unknown>(read(Direction::backend, bytes_of("w short"))));
    CHECK(std::holds_alternative<Unknown>(read(Direction::backend, bytes_of("keys and values  "))));
}

TEST_CASE("every truncation of every message is another message or none") {
    const auto whole = joined('w', {big_endian(1), big_endian(2), big_endian(some_time)});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const OwnedBytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        CHECK(std::holds_alternative<Unknown>(read(Direction::backend, cut)));
        CHECK(std::holds_alternative<Unknown>(read(Direction::backend, cut, false)));
    }
    CHECK(std::holds_alternative<XLogData>(read(Direction::backend, whole, false)));
}

TEST_CASE("feedback before and since PostgreSQL 10") {
    const auto old = joined('h', {big_endian(some_time), big_endian(731, 4), big_endian(1, 4)});
    auto view = read(Direction::frontend, old);
    const auto* feedback = std::get_if<HotStandbyFeedback>(&view);
    REQUIRE(feedback != nullptr);
    CHECK(feedback->send_time == some_time);
    CHECK(feedback->xmin.xid == 731);
    CHECK(feedback->xmin.epoch == 1);
    CHECK_FALSE(feedback->catalog_xmin.has_value());

    auto recent = old;
    recent += big_endian(700, 4);
    recent += big_endian(2, 4);
    view = read(Direction::frontend, recent);
    feedback = std::get_if<HotStandbyFeedback>(&view);
    REQUIRE(feedback != nullptr);
    REQUIRE(feedback->catalog_xmin.has_value());
    CHECK(feedback->catalog_xmin->xid == 700);
    CHECK(feedback->catalog_xmin->epoch == 2);
}

TEST_CASE("the status pair of PostgreSQL 19") {
    const auto request = joined('p', {big_endian(some_time)});
    const auto asked = read(Direction::frontend, request);
    REQUIRE(std::holds_alternative<RequestPrimaryStatus>(asked));
    CHECK(std::get<RequestPrimaryStatus>(asked).send_time == some_time);

    const auto answer =
        joined('s', {big_endian(5), big_endian(6), big_endian(7), big_endian(some_time)});
    const auto told = read(Direction::backend, answer);
    REQUIRE(std::holds_alternative<PrimaryStatusUpdate>(told));
    CHECK(std::get<PrimaryStatusUpdate>(told).lsn == 5);
    CHECK(std::get<PrimaryStatusUpdate>(told).oldest_full_xid_in_commit == 6);
    CHECK(std::get<PrimaryStatusUpdate>(told).next_full_xid == 7);
}

TEST_CASE("structs of 9.1 and 9.2 in the byte order of their server") {
    // 16/B374D848 as two integers of an x86 server.
    const auto position = little_endian(0xB374D84800000016);
    auto view = read(Direction::backend, joined('k', {position, little_endian(some_time)}));
    REQUIRE(std::holds_alternative<PrimaryKeepalive>(view));
    CHECK(LsnText(std::get<PrimaryKeepalive>(view).end_of_wal).view() == "16/B374D848");
    CHECK(std::get<PrimaryKeepalive>(view).send_time == some_time);
    CHECK_FALSE(std::get<PrimaryKeepalive>(view).reply_requested.has_value());

    const auto status =
        joined('r', {position, position, little_endian(0), little_endian(some_time)});
    view = read(Direction::frontend, status);
    REQUIRE(std::holds_alternative<StandbyStatusUpdate>(view));
    CHECK(std::get<StandbyStatusUpdate>(view).flushed == 0x16B374D848);
    CHECK(std::get<StandbyStatusUpdate>(view).send_time == some_time);

    const auto feedback =
        joined('h', {little_endian(731, 4), little_endian(1, 4), little_endian(some_time)});
    view = read(Direction::frontend, feedback);
    REQUIRE(std::holds_alternative<HotStandbyFeedback>(view));
    CHECK(std::get<HotStandbyFeedback>(view).xmin.xid == 731);
    CHECK(std::get<HotStandbyFeedback>(view).send_time == some_time);

    // Built without integer datetimes: 848448000 seconds as a double.
    const auto seconds = little_endian(std::bit_cast<std::uint64_t>(848'448'000.0));
    const auto wal = joined('w', {position, position, seconds, {1, 2, 3}});
    view = read(Direction::backend, wal);
    REQUIRE(std::holds_alternative<XLogData>(view));
    CHECK(std::get<XLogData>(view).start == 0x16B374D848);
    CHECK(std::get<XLogData>(view).send_time == some_time);
    CHECK(std::get<XLogData>(view).data.size() == 3);
}

TEST_CASE("random payloads") {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 20'000; ++round) {
        auto payload = random_bytes(random, 45);
        if (!payload.empty()) payload.front() = static_cast<std::uint8_t>("wksrhp"[random() % 6]);
        (void)read(Direction::backend, payload, random() % 2 == 0);
        (void)read(Direction::frontend, payload, random() % 2 == 0);
    }
    SUCCEED();
}

TEST_CASE("LSNs as text and back") {
    CHECK(LsnText(0).view() == "0/0");
    CHECK(LsnText(0x16B374D848).view() == "16/B374D848");
    CHECK(LsnText(~Lsn{0}).view() == "FFFFFFFF/FFFFFFFF");
    CHECK(parse_lsn("16/B374D848") == 0x16B374D848);
    CHECK(parse_lsn("0/0153b570") == 0x153B570);
    for (const auto* wrong : {"", "/", "1/", "/1", "1/2/3", "100000000/0", "1/x", "-1/0"})
        CHECK_FALSE(parse_lsn(wrong).has_value());
}

TEST_CASE("server times since the Unix epoch, at the nearest that fits") {
    CHECK(unix_nanoseconds(0) == 946'684'800'000'000'000);
    CHECK(unix_nanoseconds(-1) == 946'684'799'999'999'000);
    CHECK(unix_nanoseconds(some_time) == 1'795'132'800'000'000'000);
    CHECK(unix_nanoseconds(std::numeric_limits<std::int64_t>::max()) ==
          std::numeric_limits<std::int64_t>::max());
    CHECK(unix_nanoseconds(std::numeric_limits<std::int64_t>::min()) ==
          std::numeric_limits<std::int64_t>::min());
}
