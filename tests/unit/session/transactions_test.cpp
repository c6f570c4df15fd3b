#include <catch2/catch.hpp>

#include "analyzer/session/conversation/transaction_tracker.h"
#include "analyzer/sql/command.h"
#include "told.h"

using pgoscope::events::Transaction;
using pgoscope::events::TransactionStatus;
using pgoscope::session::TransactionTracker;
using pgoscope::sql::command_target;
using pgoscope::sql::CommandTarget;
using Outcome = Transaction::Outcome;

namespace {

/// A command that the tag alone tells of, done at once.
TransactionTracker::Ended command(TransactionTracker& tracker, std::string_view tag,
                                  pgoscope::PacketTime time) {
    return tracker.on_command({.tag = tag, .request = time, .completed = time});
}

/// The same with its SQL, requested at 0.
TransactionTracker::Ended sql(TransactionTracker& tracker, std::string_view text,
                              std::string_view tag, pgoscope::PacketTime completed) {
    const CommandTarget target = command_target(text);
    return tracker.on_command({.tag = tag, .target = &target, .completed = completed});
}

}  // namespace

TEST_CASE("a transaction ends with the ReadyForQuery that is idle") {
    TransactionTracker tracker;
    CHECK_FALSE(tracker.on_ready(TransactionStatus::idle, 1, 2));
    CHECK_FALSE(tracker.on_request(3));
    SECTION("ROLLBACK TO SAVEPOINT heals and ends nothing") {
        CHECK_FALSE(command(tracker, "BEGIN", 10));
        CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 10, 12));
        CHECK(tracker.on_request(20) == 8);
        tracker.on_error();
        CHECK_FALSE(tracker.on_ready(TransactionStatus::failed, 20, 22));
        CHECK(tracker.on_request(25) == 3);
        CHECK_FALSE(command(tracker, "ROLLBACK", 25));
        CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 25, 26));
        CHECK(tracker.on_request(30) == 4);
        CHECK_FALSE(command(tracker, "COMMIT", 30));
        const auto ended = tracker.on_ready(TransactionStatus::idle, 30, 33);
        REQUIRE(ended);
        CHECK(ended->outcome == Outcome::committed);
        CHECK(ended->duration == 23);
        CHECK(ended->idle == 15);
    }
    SECTION("a transaction that began before the capture counts from the first that is seen") {
        CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 50, 52));
        CHECK(tracker.on_request(60) == 8);
        CHECK_FALSE(command(tracker, "PREPARE TRANSACTION", 60));
        const auto ended = tracker.on_ready(TransactionStatus::idle, 60, 64);
        REQUIRE(ended);
        CHECK(ended->outcome == Outcome::prepared);
        CHECK(ended->duration == 14);
    }
    SECTION("ROLLBACK that nothing failed before") {
        CHECK_FALSE(command(tracker, "START TRANSACTION", 10));
        CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 10, 12));
        CHECK_FALSE(command(tracker, "ROLLBACK", 20));
        const auto ended = tracker.on_ready(TransactionStatus::idle, 20, 25);
        REQUIRE(ended);
        CHECK(ended->outcome == Outcome::rolled_back);
        CHECK(ended->duration == 15);
        CHECK_FALSE(tracker.on_ready(TransactionStatus::idle, 30, 31));
    }
}

TEST_CASE("AND CHAIN ends a transaction and begins the next") {
    TransactionTracker tracker;
    CHECK_FALSE(sql(tracker, "begin", "BEGIN", 5));
    CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 0, 6));
    CHECK(tracker.on_request(10) == 4);
    SECTION("COMMIT") {
        CHECK_FALSE(sql(tracker, "commit and chain", "COMMIT", 20));
        const auto ended = tracker.on_ready(TransactionStatus::in_transaction, 10, 21);
        REQUIRE(ended);
        CHECK(ended->outcome == Outcome::committed);
        CHECK(ended->duration == 21);
        CHECK(ended->idle == 4);
    }
    SECTION("ROLLBACK") {
        CHECK_FALSE(sql(tracker, "rollback work and chain", "ROLLBACK", 20));
        const auto ended = tracker.on_ready(TransactionStatus::in_transaction, 10, 21);
        REQUIRE(ended);
        CHECK(ended->outcome == Outcome::rolled_back);
    }
    SECTION("COMMIT whose SQL is not known") {
        CHECK_FALSE(command(tracker, "COMMIT", 20));
        CHECK(tracker.on_ready(TransactionStatus::in_transaction, 10, 21));
    }
    SECTION("twice in one Query") {
        CHECK_FALSE(sql(tracker, "commit and chain", "COMMIT", 20));
        const auto first = sql(tracker, "rollback and chain", "ROLLBACK", 25);
        REQUIRE(first);
        CHECK(first->outcome == Outcome::committed);
        CHECK(first->duration == 20);
        const auto second = tracker.on_ready(TransactionStatus::in_transaction, 10, 26);
        REQUIRE(second);
        CHECK(second->outcome == Outcome::rolled_back);
        CHECK(second->duration == 6);
    }
    CHECK(tracker.on_request(30));
    CHECK_FALSE(sql(tracker, "commit and no chain", "COMMIT", 40));
    const auto last = tracker.on_ready(TransactionStatus::idle, 30, 41);
    REQUIRE(last);
    CHECK(last->outcome == Outcome::committed);
    CHECK(last->idle > 0);
}

TEST_CASE("a Query may end a transaction and begin another") {
    TransactionTracker tracker;
    CHECK_FALSE(sql(tracker, "begin", "BEGIN", 5));
    CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 0, 6));
    CHECK(tracker.on_request(10));
    CHECK_FALSE(sql(tracker, "commit", "COMMIT", 20));
    const auto first = sql(tracker, "begin", "BEGIN", 30);
    REQUIRE(first);
    CHECK(first->outcome == Outcome::committed);
    CHECK(first->duration == 20);
    CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 10, 31));
    CHECK(tracker.on_request(40) == 9);
    CHECK_FALSE(sql(tracker, "rollback to savepoint a", "ROLLBACK", 41));
    CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 40, 42));
    const auto last = tracker.on_session_end(60);
    REQUIRE(last);
    CHECK(last->outcome == Outcome::rolled_back);
    CHECK(last->duration == 40);
    CHECK_FALSE(tracker.on_session_end(70));
}

TEST_CASE("what fails behind the end of a transaction is not the transaction") {
    TransactionTracker tracker;
    CHECK_FALSE(sql(tracker, "begin", "BEGIN", 5));
    CHECK_FALSE(tracker.on_ready(TransactionStatus::in_transaction, 0, 6));
    CHECK_FALSE(sql(tracker, "commit", "COMMIT", 20));
    tracker.on_error();
    const auto ended = tracker.on_ready(TransactionStatus::idle, 10, 21);
    REQUIRE(ended);
    CHECK(ended->outcome == Outcome::committed);
}

namespace {

/// BEGIN at 100, ready at 105.
Script in_transaction() {
    auto script = ready_session();
    script.client(100, frontend::query("begin"));
    script.server(105, backend::complete("BEGIN") + backend::ready('T'));
    return script;
}

}  // namespace

TEST_CASE("a transaction is idle no longer than its session lives") {
    const Lines ended{"idle 95", "rolled_back duration=100 idle=95"};
    SECTION("the server ends it") {
        auto script = in_transaction();
        script.server(200, backend::error("25P03", "FATAL"));
        const auto told = play_split(script.client(900, frontend::query("select 1")).close(901));
        CHECK(told.sink->transactions == Lines{"idle 95", "failed duration=100 idle=95"});
        CHECK(told.session().totals.idle_in_transaction_ns == 95);
        CHECK(told.session().totals.in_transaction_ns == 100);
    }
    SECTION("the client ends it") {
        auto script = in_transaction();
        script.client(200, frontend::terminate());
        CHECK(play_split(script.close(201)).sink->transactions == ended);
    }
    SECTION("the connection breaks") {
        auto script = in_transaction();
        script.close(200, pgoscope::tcp::CloseReason::reset);
        CHECK(play_split(script).sink->transactions == ended);
    }
    SECTION("the capture ends: it goes on") {
        auto script = in_transaction();
        script.close(200, pgoscope::tcp::CloseReason::end_of_capture);
        CHECK(play_split(script).sink->transactions == Lines{"idle 95"});
    }
}
