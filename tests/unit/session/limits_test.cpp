#include <catch2/catch.hpp>

#include "analyzer/session/memory_budget.h"
#include "told.h"

using pgoscope::session::Options;

TEST_CASE("more open exchanges than the limit are given up, and counted") {
    Options options;
    options.limits.open_exchanges = 4;
    auto script = ready_session();
    for (int i = 0; i < 10; ++i)
        script.client(100 + i, frontend::query("select 1"));
    const auto told = play(script.close(200), options);
    CHECK(told.limits.open_exchanges == 2);
    CHECK(told.sink->exchanges.size() == 11);
    for (std::size_t i = 1; i < told.sink->exchanges.size(); ++i)
        CHECK(told.sink->exchanges[i].find("unanswered") != std::string::npos);
}

TEST_CASE("a session whose pipeline passed the limit is right again once it is drained") {
    Options options;
    options.limits.open_exchanges = 4;
    auto script = ready_session();
    for (int i = 0; i < 10; ++i)
        script.client(100, frontend::query("select 1 from a"));
    for (int i = 0; i < 10; ++i)
        script.server(110 + i, backend::result(1) + backend::ready());
    script.client(150, frontend::query("select 2"))
        .server(157, backend::result(1) + backend::ready());
    script.client(160, frontend::query("select 2"))
        .server(168, backend::result(1) + backend::ready());
    const auto told = play(script.close(200), options);
    CHECK(told.sink->calls.back() == "select $1: duration=8 service=8 first=8 rows=1");
    for (const auto& line : told.sink->calls)
        CHECK(line.find("from a") == std::string::npos);
}

TEST_CASE("one exchange of endless Parses is bounded as well") {
    Options options;
    options.limits.open_exchanges = 4;
    auto script = ready_session();
    for (int i = 0; i < 1000; ++i)
        script.client(100, frontend::parse("", "select 1") + frontend::describe_statement(""));
    script.client(101, frontend::sync());
    const auto told = play(script.close(200), options);
    CHECK(told.limits.open_exchanges == 2000 / 64);
}

TEST_CASE("endless Syncs are bounded as well") {
    Options options;
    options.limits.open_exchanges = 4;
    auto script = ready_session();
    for (int i = 0; i < 200; ++i)
        script.client(100, frontend::sync());
    CHECK(play(script.close(200), options).limits.open_exchanges == 3);
}

TEST_CASE("prepared statements beyond the limit are not kept, and counted") {
    Options options;
    options.limits.prepared_statements = 2;
    auto script = ready_session();
    for (const auto* name : {"a", "b", "c", "", "a"}) {
        script.client(100, frontend::parse(name, "select 1") + frontend::sync());
        script.server(101, backend::parse_complete() + backend::ready());
    }
    const auto told = play_split(script.close(200), options);
    CHECK(told.limits.prepared_statements == 1);
}

TEST_CASE("portals beyond the limit are not kept, and counted") {
    Options options;
    options.limits.portals = 2;
    auto script = ready_session();
    for (const auto* name : {"a", "b", "c", "", "a"})
        script.client(100, frontend::bind(name, ""));
    script.client(100, frontend::sync());
    const auto told = play_split(script.close(200), options);
    CHECK(told.limits.portals == 1);
}

TEST_CASE("memory for prepared statements is bounded for all sessions together") {
    Options options;
    options.limits.prepared_total_bytes = 1024;
    auto script = ready_session();
    const std::string sql = "select 1 -- " + std::string(600, 'x');
    for (const auto* name : {"a", "b"}) {
        script.client(100, frontend::parse(name, sql) + frontend::sync());
        script.server(101, backend::parse_complete() + backend::ready());
    }
    const auto told = play_split(script.close(200), options);
    CHECK(told.limits.prepared_total_bytes == 1);
}

TEST_CASE("a share of a memory budget goes back with whoever holds it") {
    pgoscope::session::MemoryBudget budget(10);
    {
        auto share = budget.take(6);
        CHECK(share.granted());
        CHECK_FALSE(budget.take(5).granted());
        auto other = std::move(share);
        CHECK(budget.left() == 4);
        other = budget.take(4);
        CHECK(budget.left() == 6);
    }
    CHECK(budget.left() == 10);
}

TEST_CASE("a long message is cut, counted, and costs no boundary") {
    Options options;
    options.limits.message_bytes = 64;
    auto script = ready_session();
    const std::string sql = "select '" + std::string(1000, 'x') + "'";
    script.client(100, frontend::query(sql)).server(110, backend::row({sql}));
    script.server(120, backend::complete("SELECT 1") + backend::ready());
    const auto told = play_split(script.close(200), options);
    CHECK(told.limits.truncated_messages == 2);
    CHECK(told.sink->malformed.empty());
    CHECK(told.sink->messages[5] == "> Query #2 truncated");
    CHECK(told.sink->exchanges[1].starts_with("2 query completed duration=20 first=10"));
}

TEST_CASE("a body of exactly the limit is whole") {
    Options options;
    options.limits.message_bytes = 64;
    auto script = ready_session();
    script.client(100, frontend::query(std::string(63, ' ')));
    script.client(101, frontend::query(std::string(64, ' ')));
    CHECK(play_split(script.close(200), options).limits.truncated_messages == 1);
}
