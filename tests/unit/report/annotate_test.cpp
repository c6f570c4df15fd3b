#include <catch2/catch.hpp>

#include "told.h"

using pgoscope::dissectors::v3::PasswordFamily;
using pgoscope::events::Exchange;
using pgoscope::events::ExchangeKind;

namespace {

constexpr pgoscope::Nanoseconds millisecond = 1'000'000;

Body error(std::string_view sqlstate) {
    return Body().field('S', "ERROR").field('V', "ERROR").field('C', sqlstate).field('M', "m");
}

}  // namespace

TEST_CASE("each reply has a sentence") {
    const auto [tag, body, note] = GENERATE(table<char, Body, std::string>({
        {'1', Body(), "prepared"},
        {'2', Body(), "bound"},
        {'3', Body(), "closed"},
        {'I', Body(), "there was no SQL to run"},
        {'n', Body(), "it returns no rows"},
        {'s', Body(), "more rows are left"},
        {'c', Body(), "all data is sent"},
        {'Z', Body().raw("I"), "idle"},
        {'Z', Body().raw("T"), "in a transaction"},
        {'Z', Body().raw("E"), "in a failed transaction"},
        {'C', Body().text("SELECT 1"), "SELECT 1"},
        {'D', Body().i16(2).value("ab").null(), "2 columns, 2 bytes"},
        {'d', Body().raw("ab"), "2 bytes"},
        {'G', Body().i8(0).i16(3).i16(0).i16(0).i16(0),
         "the client may send rows, text, 3 columns"},
        {'H', Body().i8(1).i16(1).i16(1), "rows follow, binary, 1 column"},
        {'W', Body().i8(0).i16(0), "both sides may send data, text"},
        {'V', Body().null(), "returns NULL"},
        {'V', Body().value("abcd"), "returns 4 bytes"},
        {'A', Body().i32(7).text("chan").text(""), "process 7 notifies chan"},
        {'A', Body().i32(7).text("chan").text("load"), "process 7 notifies chan with 4 bytes"},
        {'t', Body().i16(2).i32(23).i32(25), "2 parameters: int4, text"},
        {'t', Body().i16(0), "0 parameters"},
        {'S', Body().text("TimeZone").text("UTC"), "TimeZone = UTC"},
        {'K', Body().i32(7).raw("KEYS"), "a key of 8 bytes to cancel the session (redacted)"},
        {'T', Body().i16(1).text("id").i32(0).i16(0).i32(23).i16(4).i32(0).i16(0),
         "1 column: id int4"},
        {'v', Body().i32(196'608).i32(1).text("_pq_.x"),
         "the server speaks protocol 3.0 and does not know _pq_.x"},
        {'?', Body(), "no message has this type byte; malformed: unknown_type at byte 0"},
        {'R', Body().i32(0), "authenticated"},
        {'R', Body().i32(3), "asks for the password in clear"},
        {'R', Body().i32(5).raw("SALT"), "asks for the password hashed with MD5"},
        {'R', Body().i32(9), "asks for authentication by sspi"},
        {'R', Body().i32(10).text("SCRAM-SHA-256").text("X").i8(0), "offers SCRAM-SHA-256, X"},
        {'R', Body().i32(11).raw("r=a,s=b,i=4096"), "challenges the client, 4 096 iterations"},
        {'R', Body().i32(12).raw("v=a"), "the server proves that it knows the password too"},
        {'R', Body().i32(99),
         "asks for authentication by code 99, which PostgreSQL does not define"},
        {'N', error("01000").i8(0), "warning"},
    }));
    Told told;
    told.backend(tag, body);
    CHECK(told.note() == note);
}

TEST_CASE("each request has a sentence") {
    const auto [tag, body, note] = GENERATE(table<char, Body, std::string>({
        {'Q', Body().text("select\n 1"), "runs select 1"},
        {'Q', Body().text(" "), "runs an empty query"},
        {'P', Body().text("").text("select 1").i16(0), "prepares select 1"},
        {'P', Body().text("S_1").text("select 1").i16(0), "prepares S_1: select 1"},
        {'B', Body().text("").text("").i16(0).i16(0).i16(0),
         "binds 0 parameters to the unnamed statement"},
        {'B', Body().text("C_1").text("S_1").i16(0).i16(1).value("17").i16(0),
         "binds 1 parameter to S_1 as portal C_1"},
        {'D', Body().raw("S").text("S_1"), "asks for the columns of statement S_1"},
        {'D', Body().raw("P").text(""), "asks for the columns of the unnamed portal"},
        {'C', Body().raw("P").text("C_1"), "closes portal C_1"},
        {'E', Body().text("C_1").i32(10),
         "executes portal C_1; at most 10 rows; its SQL is not visible, it was bound before the "
         "capture began"},
        {'S', Body(), "ends the request"},
        {'H', Body(), "asks for the replies so far"},
        {'X', Body(), "ends the session"},
        {'c', Body(), "all data is sent"},
        {'f', Body().text("disk full"), "breaks the COPY off: disk full"},
        {'F', Body().i32(715).i16(0).i16(1).value("17").i16(0),
         "calls function 715 with 1 argument"},
    }));
    Told told;
    told.frontend(tag, body);
    CHECK(told.note() == note);
}

TEST_CASE("first packets have sentences") {
    Told told;
    told.startup(Body()
                     .i32(196'610)
                     .text("user")
                     .text("app")
                     .text("database")
                     .text("orders")
                     .text("replication")
                     .text("database")
                     .i8(0));
    CHECK(told.note() == "opens database orders as app with protocol 3.2, for logical replication");
    told.startup(Body().i32(196'608).text("user").text("app").i8(0));
    CHECK(told.note() == "opens database app as app with protocol 3.0");
    told.startup(Body().i32(80'877'103));
    CHECK(told.note() == "asks for TLS");
    told.encryption_response('S');
    CHECK(told.note() == "the server agrees to TLS");
    told.encryption_response('N');
    CHECK(told.note() == "the server refuses encryption");
    told.startup(Body().i32(80'877'102).i32(4711).raw("KEYS"));
    CHECK(told.note() == "cancels a session that is not in this capture (key redacted)");
    told.session.cancels_session = 2;
    told.startup(Body().i32(80'877'102).i32(4711).raw("KEYS"));
    CHECK(told.note() == "cancels session 2");
    told.session.authentication_time = 2'100'000;
    told.backend('R', Body().i32(0));
    CHECK(told.note() == "authenticated after 2.100 ms");
}

TEST_CASE("an Execute says what it runs, and with what when values are shown") {
    auto statement = std::make_shared<pgoscope::events::PreparedStatement>();
    statement->name = "S_1";
    statement->sql = "select bal from t.acct where id = $1";
    statement->parameter_types = {23};
    pgoscope::events::Portal portal;
    portal.statement = statement;
    const auto bound = Body().i16(1).i16(1).i16(1).value(std::string_view("\0\0\0\x11", 4));
    portal.bind.assign(bound.bytes().begin(), bound.bytes().end());

    for (const bool show_values : {false, true}) {
        Told told({.show_values = show_values});
        told.statement = statement.get();
        told.portal = &portal;
        told.frontend('E', Body().text("").i32(0));
        CHECK(told.note() == std::string("executes S_1: select bal from t.acct where id = $1") +
                                 (show_values ? "; $1 = 17 (int4)" : ""));
    }

    Told told;
    statement->known = false;
    told.statement = statement.get();
    told.frontend('E', Body().text("").i32(0));
    CHECK(told.note() == "executes S_1; it was prepared before the capture began");
    told.frontend('B', Body().text("").text("S_1").i16(0).i16(0).i16(0));
    CHECK(told.note() == "binds 0 parameters to S_1; it was prepared before the capture began");
    statement->shape = std::make_shared<const pgoscope::events::ResultShape>(
        pgoscope::events::ResultShape{{"id", 23, -1, 0}, {"name", 25, -1, 0}});
    told.frontend('E', Body().text("").i32(0));
    CHECK(told.note() ==
          "executes S_1; it was prepared before the capture began and returns id int4, name text");
}

TEST_CASE("long SQL is cut in the note, not in the fields") {
    Told told;
    const auto sql = "select '" + std::string(5000, 'x') + "'";
    told.frontend('Q', Body().text(sql));
    CHECK(told.fields().at("query") == sql);
    CHECK(pgoscope::report::display_width(told.note()) == 505);
    CHECK_THAT(told.note(), Catch::EndsWith("x…"));
}

TEST_CASE("pauses before a request are told, and where they were spent") {
    Told told;
    Exchange exchange;
    exchange.request_first = told.now;
    exchange.previous_ready = told.now - 9 * millisecond;
    told.exchange = &exchange;
    told.frontend('Q', Body().text("select 1"));
    CHECK(told.note() == "runs select 1");
    exchange.previous_ready = told.now - 312 * millisecond;
    told.frontend('Q', Body().text("select 1"));
    CHECK(told.note() == "runs select 1; the client thought for 312.000 ms");
    told.session.transaction = pgoscope::events::TransactionStatus::in_transaction;
    told.frontend('Q', Body().text("select 1"));
    CHECK(told.note() == "runs select 1; idle in transaction for 312.000 ms");
}

TEST_CASE("what completes an exchange tells its times") {
    Told told;
    Exchange exchange;
    exchange.number = 12;
    exchange.kind = ExchangeKind::execute;
    exchange.request_first = exchange.request_last = told.now;
    exchange.reply_first = exchange.completed = told.now + 1'204'000;
    told.exchange = &exchange;
    told.backend('C', Body().text("SELECT 1"));
    CHECK(told.note() == "SELECT 1");
    told.completes_exchange = true;
    told.backend('C', Body().text("SELECT 1"));
    CHECK(told.note() == "SELECT 1; answers Execute #12 after 1.204 ms");
    exchange.ahead_completed = told.now + 1'000'000;
    exchange.reply_first = told.now + 1'100'000;
    told.backend('C', Body().text("SELECT 1"));
    CHECK(told.note() ==
          "SELECT 1; answers Execute #12 after 1.204 ms, first reply after "
          "1.100 ms, of which 1.000 ms waiting for the request before it");
}

TEST_CASE("an error says what it is, where, and what follows") {
    Told told;
    told.backend('E', error("23505").field('s', "t").field('t', "acct").field('n', "key").i8(0));
    CHECK(told.note() == "unique_violation on t.acct.key");
    told.transaction = pgoscope::events::TransactionStatus::failed;
    told.backend('E', error("23XYZ").i8(0));
    CHECK(told.note() == "Integrity Constraint Violation; the transaction is now failed");
    told.transaction = pgoscope::events::TransactionStatus::idle;
    told.since_cancel = 400'000;
    told.backend('E', error("57014").i8(0));
    CHECK(told.note() == "query_canceled; canceled 400 us after the CancelRequest");
    told.since_cancel.reset();
    told.backend('E', error("ZZZZZ").i8(0));
    CHECK(told.note() == "ZZZZZ");
    told.backend('E', Body().field('S', "FATAL").field('C', "57P01").i8(0));
    CHECK(told.note() == "admin_shutdown; the session ends");
    told.backend('E', Body().i8(0));
    CHECK(told.note() == "no SQLSTATE");
}
