#include <catch2/catch.hpp>

#include "told.h"

using pgoscope::events::Exchange;
using pgoscope::events::ExchangeKind;

namespace {

constexpr pgoscope::Nanoseconds millisecond = 1'000'000;

/// Protocol of a prepared statement that is run once, with its error.
void tell_conversation(Told& told) {
    Exchange exchange;
    exchange.number = 12;
    exchange.kind = ExchangeKind::execute;
    exchange.request_first = exchange.request_last = told.now;
    told.exchange = &exchange;
    pgoscope::events::PreparedStatement statement;
    statement.name = "S_1";
    statement.sql = "select bal from t.acct\n where id = $1";
    told.statement = &statement;
    told.frontend('P', Body().text("S_1").text(statement.sql).i16(0));
    told.frontend('B', Body().text("").text("S_1").i16(0).i16(1).value("17").i16(0));
    told.frontend('E', Body().text("").i32(0));
    told.exchange = nullptr;
    told.statement = nullptr;
    told.frontend('S', Body());
    told.now += 1'204'000;
    told.exchange = &exchange;
    told.backend('2', Body());
    told.backend('D', Body().i16(1).value("12"));
    told.now += 1'000;
    exchange.reply_first = told.now - 1'000;
    exchange.completed = told.now;
    told.completes_exchange = true;
    told.backend('C', Body().text("SELECT 1"));
    told.completes_exchange = false;
    told.exchange = nullptr;
    told.backend('Z', Body().raw("I"));
}

}  // namespace

TEST_CASE("a conversation reads line by line") {
    Told told;
    told.both([&](auto& sink) { sink.on_session_open(told.session, told.now); });
    tell_conversation(told);
    CHECK(told.text() ==
          R"(session 3  192.0.2.7:51834 -> 192.0.2.9:5432
2026-11-20 UTC
   3  21:16:10.775123  ->  Parse                 prepares S_1: select bal from t.acct where id = $1
   3        +0.000 ms  ->  Bind                  binds 1 parameter to S_1
   3        +0.000 ms  ->  Execute               executes S_1
   3        +0.000 ms  ->  Sync                  ends the request
   3        +1.204 ms  <-  BindComplete          bound
   3        +0.000 ms  <-  DataRow               1 column, 2 bytes
   3        +0.001 ms  <-  CommandComplete       SELECT 1; answers Execute #12 after 1.205 ms, first reply after 1.204 ms
   3        +0.000 ms  <-  ReadyForQuery         idle
)");
}

TEST_CASE("a session is described once it is known") {
    Told told;
    told.both([&](auto& sink) { sink.on_session_open(told.session, told.now); });
    told.session.user = "app";
    told.session.database = "orders\x1b";
    told.session.application_name = "billing";
    told.session.version = pgoscope::events::ProtocolVersion{3, 0};
    told.session.authentication = "SCRAM-SHA-256";
    told.session.server_kind = "PostgreSQL";
    told.session.server_version = "15.20";
    told.backend('Z', Body().raw("I"));
    told.backend('Z', Body().raw("I"));
    CHECK(told.text() == R"(session 3  192.0.2.7:51834 -> 192.0.2.9:5432
session 3  app@orders\x1b, "billing", protocol 3.0, SCRAM-SHA-256, PostgreSQL 15.20
2026-11-20 UTC
   3  21:16:10.775123  <-  ReadyForQuery         idle
   3        +0.000 ms  <-  ReadyForQuery         idle
)");
    told.session.closed = told.session.opened + 2'500 * millisecond;
    told.session.totals.exchanges = 1;
    told.both([&](auto& sink) {
        sink.on_session_close(told.session, pgoscope::events::SessionEnd::terminated, told.now);
    });
    CHECK(told.last_line() ==
          "session 3  terminated by the client after 2.5 s: 1 exchange, 0 rows returned, 0 "
          "errors, "
          "0 bytes sent, 0 bytes received\n");
}

TEST_CASE("the time of day returns after silence, another session and midnight") {
    Told told;
    told.backend('Z', Body().raw("I"));
    told.now += 999 * millisecond;
    told.backend('Z', Body().raw("I"));
    CHECK(told.last_line().starts_with("   3      +999.000 ms  <-"));
    told.now += 1000 * millisecond;
    told.backend('Z', Body().raw("I"));
    CHECK(told.last_line().starts_with("   3  21:16:12.774123  <-"));
    told.session.number = 12'345;
    told.backend('Z', Body().raw("I"));
    CHECK(told.last_line().starts_with("12345  21:16:12.774123  <-"));
    told.session.number = 3;
    told.backend('Z', Body().raw("I"));
    CHECK(told.last_line().starts_with("   3  21:16:12.774123  <-"));
    told.now += 3 * 3'600'000 * millisecond;
    told.backend('Z', Body().raw("I"));
    CHECK_THAT(told.text(), Catch::Contains("\n2026-11-21 UTC\n   3  00:16:12.774123  <-"));
}

TEST_CASE("errors have their details below them") {
    const auto error = Body()
                           .field('S', "ERROR")
                           .field('C', "23505")
                           .field('M', "duplicate")
                           .field('D', "Key (id)=(1) exists.")
                           .field('W', "line 1\nline 2")
                           .field('s', "t")
                           .field('t', "acct")
                           .field('n', "acct_pk")
                           .i8(0);
    Exchange exchange;
    exchange.number = 13;
    exchange.request_first = exchange.request_last = Told::start;
    exchange.completed = Told::start + 611'000;
    Told told;
    told.now = *exchange.completed;
    told.exchange = &exchange;
    told.completes_exchange = true;
    told.transaction = pgoscope::events::TransactionStatus::failed;
    told.backend('E', error);
    CHECK(told.text() ==
          R"(2026-11-20 UTC
   3  21:16:10.775734  <-  ErrorResponse         ERROR 23505: duplicate
                           detail: Key (id)=(1) exists.
                           where: line 1
                               line 2
                           unique_violation on t.acct.acct_pk; the transaction is now failed; ends Query #13 after 611 us
)");

    Told redacted({.redact = true});
    redacted.backend('E', error);
    CHECK_THAT(redacted.text(), !Catch::Contains("Key (id)") && !Catch::Contains("line 1"));

    Told coloured({}, {.color = true});
    coloured.backend('E', error);
    CHECK_THAT(coloured.text(), Catch::Contains("\x1b[1;31mErrorResponse         ERROR 23505: "
                                                "duplicate\x1b[0m\n"));
}

TEST_CASE("long runs of rows are folded") {
    Told told;
    Told every({.every_row = true});
    Exchange exchange;
    exchange.number = 1;
    for (auto* each : {&told, &every}) {
        each->exchange = &exchange;
        for (int i = 0; i < 10'001; ++i) {
            each->now += 1000;
            each->backend('D', Body().i16(1).value("12"));
        }
        each->backend('C', Body().text("SELECT 10001"));
        each->backend('D', Body().i16(1).value("12"));
    }
    CHECK(told.text() ==
          R"(2026-11-20 UTC
   3  21:16:10.775124  <-  DataRow               1 column, 2 bytes
   3        +0.001 ms  <-  DataRow               1 column, 2 bytes
   3        +0.001 ms  <-  DataRow               1 column, 2 bytes
   3        +9.998 ms  <-  ...                   9 998 more DataRow, 130.0 kB
   3        +0.000 ms  <-  CommandComplete       SELECT 10001
   3        +0.000 ms  <-  DataRow               1 column, 2 bytes
)");
    CHECK(std::count(every.text().begin(), every.text().end(), '\n') == 10'004);
}

TEST_CASE("SQL is cut to a terminal, and only to a terminal") {
    const std::string sql = "select '" + std::string(500, 'x') + "' from t";
    Told file;
    file.frontend('Q', Body().text(sql));
    CHECK_THAT(file.text(), Catch::Contains(sql));

    for (const unsigned width : {1U, 80U, 132U}) {
        Told terminal({}, {.width = width});
        Exchange exchange;
        exchange.request_first = terminal.now;
        exchange.previous_ready = terminal.now - 312 * millisecond;
        terminal.exchange = &exchange;
        terminal.frontend('Q', Body().text(sql));
        const auto line = terminal.last_line();
        CHECK(pgoscope::report::display_width(line) - 1 <= std::max(width, 51U));
        CHECK_THAT(line, Catch::Contains("…"));
        if (width > 100)
            CHECK_THAT(line, Catch::EndsWith("…; the client thought for 312.000 ms\n"));
    }
}

TEST_CASE("hostile text cannot steer the terminal") {
    Told told({.show_values = true});
    const std::string hostile =
        "a\x1b]0;x\x07\xc2\x9b"
        "1m\nb";
    told.session.user = told.session.application_name = hostile;
    told.startup(Body().i32(196'608).text("user").text(hostile).i8(0));
    told.frontend('Q', Body().text(hostile));
    told.frontend('P', Body().text(hostile).text(hostile).i16(0));
    told.frontend('f', Body().text(hostile));
    told.backend('S', Body().text(hostile).text(hostile));
    told.backend('C', Body().text(hostile));
    told.backend('A', Body().i32(1).text(hostile).text(hostile));
    told.backend('D', Body().i16(1).value(hostile));
    told.backend('d', Body().raw(hostile));
    told.backend('R', Body().i32(10).text(hostile).i8(0));
    told.backend('T', Body().i16(1).text(hostile).i32(0).i16(0).i32(25).i16(0).i32(0).i16(0));
    told.backend('E', Body()
                          .field('S', hostile)
                          .field('C', hostile)
                          .field('M', hostile)
                          .field('D', hostile)
                          .field('t', hostile)
                          .i8(0));
    told.backend('Z', Body().raw("I"));
    told.both([&](auto& sink) {
        sink.on_malformed({told.session, pgoscope::dissectors::Direction::frontend, told.now, 7,
                           "implausible_header", '\x1b', 1, 2, 3});
    });
    for (const char c : told.text())
        CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
    CHECK_THAT(told.text(), !Catch::Contains("\xc2\x9b"));
}

TEST_CASE("gaps, malformed bytes and lost exchanges have lines") {
    using pgoscope::dissectors::Direction;
    Told told;
    told.both([&](auto& sink) {
        sink.on_gap({told.session, Direction::backend, told.now, 7, 1460, "lost", 12});
    });
    CHECK(told.last_line() ==
          "   3  21:16:10.775123  <-  (gap)                 1.5 kB missing: "
          "lost; 12 bytes passed over to the next message\n");
    told.both([&](auto& sink) {
        sink.on_malformed({told.session, Direction::frontend, told.now, 7, "unknown_type", 'j',
                           4'000'000'000, 99, 0});
    });
    CHECK(told.last_line() ==
          "   3        +0.000 ms  ->  (malformed)           unknown_type: type "
          "byte j, length 4 000 000 000, at byte 99 of the stream\n");
    Exchange exchange;
    exchange.number = 14;
    exchange.outcome = pgoscope::events::ExchangeOutcome::skipped;
    told.both([&](auto& sink) { sink.on_exchange(told.session, exchange); });
    CHECK(told.last_line() ==
          std::string(27, ' ') + "#14 was skipped by the server after the error\n");
}
