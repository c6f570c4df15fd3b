// Messages between the parts of Greenplum, YugabyteDB and Odyssey.

#include <catch2/catch.hpp>

#include "wire.h"

using namespace pgoscope::dissectors;

TEST_CASE("a dispatched statement shows its text and what comes with it") {
    Wire wire;
    wire.u32(7).u32(10).u8(1).u32(16384).u8(0).u32(16384).u32(1).u64(700000000000000);
    wire.u32(9).u32(0).u32(4).u32(0).u32(2).u32(3);
    wire.raw("dtx").u32(5).u32(10).u32(0).text("select 1").raw("plan").raw("dd").text("127.0.0.1");
    wire.u32(2).u32(0).u32(3);
    const Told<greenplum::Dispatch> told(ServerKind::greenplum, Direction::frontend, 'M', wire);
    REQUIRE(told.well_formed());
    CHECK(told->command_count == 7);
    CHECK(told->session_user == 10);
    CHECK(told->session_user_is_superuser);
    CHECK_FALSE(told->outer_user_is_superuser);
    CHECK(told->current_user == 16384);
    CHECK(told->root_slice == 1);
    CHECK(told->statement_timestamp == 700000000000000);
    CHECK(told->flags == 5);
    CHECK(told->query == "select 1");
    CHECK(told->plan_length == 4);
    CHECK(told->descriptor_length == 2);
    CHECK(told->transaction_length == 3);
    CHECK(told->sequence_server_host == "127.0.0.1");
    REQUIRE(told->slices.count() == 2);
    CHECK(told->slices.begin()->gang == 0);
}

TEST_CASE("a step of a distributed transaction") {
    const Wire wire = Wire().u32(3).value("Distributed Prepare").value("1700-0000000001").u32(0);
    const Told<greenplum::DtxProtocolCommand> told(ServerKind::greenplum, Direction::frontend, 'T',
                                                   wire);
    REQUIRE(told.well_formed());
    CHECK(told->command == 3);
    CHECK(told->logging == "Distributed Prepare");
    CHECK(told->gid == "1700-0000000001");
}

TEST_CASE("rejected rows come in three widths") {
    const auto told = [](const Wire& wire) {
        const Told<greenplum::RejectedRows> rows(ServerKind::greenplum, Direction::backend, 'j',
                                                 wire);
        REQUIRE(rows.well_formed());
        return *rows;
    };
    CHECK(told(Wire().u32(5)).rejected == 5);
    CHECK_FALSE(told(Wire().u32(5)).completed);
    CHECK(told(Wire().u64(6)).rejected == 6);
    CHECK_FALSE(told(Wire().u64(6)).completed);
    CHECK(told(Wire().u64(7).u64(100)).completed == 100);
}

TEST_CASE("what executors report") {
    const Told<greenplum::AORowCounts> counts(ServerKind::greenplum, Direction::backend, 'o',
                                              Wire().u32(2).u32(16390).u64(4).u32(16391).u64(5));
    CHECK(counts.well_formed());
    CHECK(counts->relations.begin()->count == 4);
    const Wire status = Wire().text("ok").value("xyz");
    const Told<greenplum::QEStatus> told(ServerKind::greenplum, Direction::backend, 'y', status);
    CHECK(told->status == "ok");
    CHECK(told->data.size() == 3);
    CHECK(Told<greenplum::WroteXlog>(ServerKind::greenplum, Direction::backend, 'x', Wire().u8(1))
              ->wrote);
    CHECK(Told<greenplum::QECount>(ServerKind::greenplum, Direction::backend, 'k', Wire().u64(8))
              ->count == 8);
}

TEST_CASE("the connection manager of YugabyteDB") {
    const Told<yugabyte::SetSessionParameter> told(ServerKind::yugabytedb, Direction::frontend, 's',
                                                   Wire().u32(77));
    CHECK(told->client_id == 77);
    CHECK(Told<yugabyte::AuthPassthroughRequest>(ServerKind::yugabytedb, Direction::frontend, 'A',
                                                 Wire())
              .well_formed());
}

TEST_CASE("Odyssey says how it will compress") {
    CHECK(Told<odyssey::CompressionAck>(ServerKind::odyssey, Direction::backend, 'z', Wire().u8(2))
              ->algorithm == 2);
}
