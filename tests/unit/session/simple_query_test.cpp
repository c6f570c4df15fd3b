#include <catch2/catch.hpp>

#include "told.h"

TEST_CASE("a simple Query has all its times from packets") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1")).server(120, backend::row_description());
    script.server(135, backend::rows(2) + backend::complete("SELECT 2"))
        .server(136, backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 query completed duration=35 first=20 transfer=15 think=90 service=35 rows=2 "
                "results=1 | select $1"});
    CHECK(told.sink->calls == Lines{"select $1: duration=35 service=35 first=20 rows=2"});
}

TEST_CASE("a request that takes several packets ends with its last byte") {
    auto script = ready_session();
    const auto query = frontend::query("select 1");
    script.client(100, query.substr(0, 3)).client(110, query.substr(3));
    script.server(130, backend::result(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query completed duration=30 first=20 transfer=0 think=90 "
                                   "service=20 rows=1 results=1 | select $1"});
}

TEST_CASE("a reply counts from its first byte and ends with its last") {
    auto script = ready_session();
    const auto answer = backend::result(1);
    script.client(100, frontend::query("select 1")).server(105, answer.substr(0, 2));
    script.server(150, answer.substr(2, answer.size() - 3));
    script.server(160, answer.substr(answer.size() - 1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query completed duration=60 first=5 transfer=55 think=90 "
                                   "service=60 rows=1 results=1 | select $1"});
}

TEST_CASE("each statement of a Query is a call from the end of the one before") {
    auto script = ready_session();
    script.client(100, frontend::query("insert into t values (1); select 2; delete from t"));
    script.server(130, backend::complete("INSERT 0 1")).server(140, backend::row_description());
    script.server(155, backend::rows(3) + backend::complete("SELECT 3"));
    script.server(190, backend::complete("DELETE 7") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query completed duration=90 first=30 transfer=60 think=90 "
                                   "service=90 rows=11 results=3 | insert into t values ($1)"});
    CHECK(told.sink->calls ==
          Lines{"insert into t values ($1): duration=30 service=30 first=30 rows=1",
                "select $1: duration=25 service=25 first=10 rows=3",
                "delete from t: duration=35 service=35 first=35 rows=7"});
    CHECK(told.sink->request_bytes == frontend::query("").size() + 49);
}

TEST_CASE("an error in a Query of several statements ends it: what ran before is counted") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1; select 2; select 3"));
    script.server(120, backend::result(1)).server(140, backend::error("22012") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query failed duration=40 first=20 transfer=20 think=90 "
                                   "service=40 rows=1 results=1 22012 | select $1"});
    CHECK(told.sink->calls == Lines{"select $1: duration=20 service=20 first=20 rows=1"});
    CHECK(told.session().totals.errors == 1);
}

TEST_CASE("an empty Query is answered and is no call") {
    auto script = ready_session();
    script.client(100, frontend::query("")).server(110, backend::empty_query() + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query completed duration=10 first=10 transfer=0 think=90 "
                                   "service=10"});
    CHECK(told.sink->calls.empty());
}

TEST_CASE("Queries sent ahead wait in the queue, and an error skips none of them") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1") + frontend::query("select 2 / 0"));
    script.client(105, frontend::query("select 3, 3"));
    script.server(120, backend::result(1) + backend::ready());
    script.server(150, backend::error("22012") + backend::ready());
    script.server(155, backend::result(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 query completed duration=20 first=20 transfer=0 think=90 service=20 rows=1 "
                "results=1 | select $1",
                "3 query failed duration=50 first=50 transfer=0 queued=20 service=30 22012 | "
                "select $1 / $2",
                "4 query completed duration=50 first=50 transfer=0 queued=45 service=5 rows=1 "
                "results=1 | select $1, $2"});
}

TEST_CASE("a FunctionCall is an exchange of its own kind") {
    auto script = ready_session();
    script.client(100, frontend::function_call(1598));
    script.server(130, backend::function_result("0.5")).server(131, backend::ready());
    script.client(140, frontend::function_call(1))
        .server(145, backend::error("42883") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 function_call completed duration=30 first=30 transfer=0 think=90 service=30 "
                "results=1",
                "3 function_call failed duration=5 first=5 transfer=0 think=9 service=5 42883"});
    CHECK(told.sink->calls.empty());
}

TEST_CASE("what comes at any time changes no latency") {
    auto script = ready_session();
    script.server(50, backend::notification(7, "ch") + backend::notice());
    script.client(100, frontend::query("set x to 1"));
    script.server(110, backend::notice()).server(120, backend::complete("SET"));
    script.server(125, backend::parameter_status("TimeZone", "UTC") + backend::ready());
    script.server(150, backend::notification(7, "ch"));
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 query completed duration=20 first=20 transfer=0 think=90 "
                                   "service=20 results=1 | set x to $1"});
    CHECK(told.session().totals.notices == 2);
    CHECK(told.sink->messages[5] == "< NotificationResponse");
    CHECK(told.sink->messages[6] == "< NoticeResponse");
    CHECK(told.sink->messages[8] == "< NoticeResponse #2");
    CHECK(told.sink->messages[10] == "< ParameterStatus #2");
    CHECK(told.sink->messages.back() == "< NotificationResponse");
}

TEST_CASE("a FATAL error while idle belongs to no exchange") {
    auto script = ready_session();
    script.server(50, backend::error("57P01", "FATAL"));
    const auto told = play_split(script.close(51, pgoscope::tcp::CloseReason::reset));
    CHECK(exchanges(told).empty());
    CHECK(told.sink->messages.back() == "< ErrorResponse");
    CHECK(told.session().totals.errors == 1);
    CHECK(told.sink->sessions.back() == "close 1 reset");
}

TEST_CASE("a Query that nothing answers stays unanswered") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1")).server(120, backend::row_description());
    const auto told = play_split(script.close(200, pgoscope::tcp::CloseReason::end_of_capture));
    CHECK(exchanges(told) == Lines{"2 query unanswered first=20 think=90 | select $1"});
    CHECK(told.sink->calls.empty());
}

TEST_CASE("how a session ends is told from Terminate and from TCP") {
    using pgoscope::tcp::CloseReason;
    const auto end = [](bool terminate, CloseReason reason) {
        auto script = ready_session();
        if (terminate) script.client(20, frontend::terminate());
        return play_split(script.close(30, reason)).sink->sessions.back();
    };
    CHECK(end(true, CloseReason::fin) == "close 1 terminated");
    CHECK(end(false, CloseReason::fin) == "close 1 closed");
    CHECK(end(true, CloseReason::reset) == "close 1 reset");
    CHECK(end(false, CloseReason::port_reused) == "close 1 port_reused");
    CHECK(end(false, CloseReason::evicted) == "close 1 evicted");
    CHECK(end(false, CloseReason::end_of_capture) == "close 1 end_of_capture");
}

TEST_CASE("transactions are timed from BEGIN to the ReadyForQuery that ends them") {
    auto script = ready_session();
    const auto run = [&](pgoscope::PacketTime time, const char* sql, const char* tag, char status) {
        script.client(time, frontend::query(sql));
        script.server(time + 5, backend::complete(tag) + backend::ready(status));
    };
    run(100, "begin", "BEGIN", 'T');
    run(120, "update t set a = 1", "UPDATE 1", 'T');
    run(150, "commit", "COMMIT", 'I');
    run(200, "start transaction", "START TRANSACTION", 'T');
    run(210, "rollback", "ROLLBACK", 'I');
    run(300, "begin", "BEGIN", 'T');
    script.client(310, frontend::query("x"))
        .server(320, backend::error("42601") + backend::ready('E'));
    run(340, "commit", "ROLLBACK", 'I');
    const auto told = play_split(script.close(400));
    CHECK(told.sink->transactions == Lines{"idle 15", "idle 25", "committed duration=55 idle=40",
                                           "idle 5", "rolled_back duration=15 idle=5", "idle 5",
                                           "idle 20", "failed duration=45 idle=25"});
    CHECK(told.session().totals.transactions == 3);
    CHECK(told.session().totals.in_transaction_ns == 115);
    CHECK(told.session().totals.idle_in_transaction_ns == 70);
}
