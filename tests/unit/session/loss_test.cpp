#include <algorithm>

#include <catch2/catch.hpp>

#include "told.h"

/// Gaps and malformed bytes: what is lost is told, and no latency behind it is wrong.

using pgoscope::events::SkipReason;

namespace {

/// A Query and its answer after 7, at the end of which all must be right again.
void probe(Script& script, pgoscope::PacketTime time) {
    script.client(time, frontend::query("select 99"));
    script.server(time + 7, backend::result(1) + backend::ready());
}

void check_probe(const Told& told) {
    REQUIRE_FALSE(told.sink->exchanges.empty());
    const auto& last = told.sink->exchanges.back();
    INFO(last);
    CHECK(last.find("query completed duration=7 first=7 transfer=0") != std::string::npos);
    CHECK(last.find("service=7 rows=1 results=1") != std::string::npos);
    REQUIRE_FALSE(told.sink->calls.empty());
    CHECK(told.sink->calls.back() == "select $1: duration=7 service=7 first=7 rows=1");
}

}  // namespace

TEST_CASE("a gap inside a row is no loss of the boundary") {
    auto script = ready_session();
    const auto answer = backend::row_description() + backend::row({"a value of some length"}) +
                        backend::complete("SELECT 1") + backend::ready();
    script.client(100, frontend::query("select 1"));
    script.server(110, answer.substr(0, 45)).server_gap(112, 10).server(120, answer.substr(55));
    probe(script, 150);
    const auto told = play(script.close(200));
    CHECK(told.sink->gaps == Lines{"< lost missing=10"});
    CHECK(told.sink->exchanges[1] ==
          "2 query completed duration=20 first=10 transfer=10 think=90 service=20 rows=1 results=1 "
          "| select $1");
    CHECK(told.sink->messages[7] == "< DataRow #2 truncated missing=10");
    check_probe(told);
}

TEST_CASE("a gap that swallows the completion leaves its exchange unanswered") {
    auto script = ready_session();
    const auto lost = backend::complete("SELECT 1").size() + backend::ready().size();
    script.client(100, frontend::query("select 1 from a"));
    script.server(110, backend::row_description() + backend::row());
    script.server_gap(150, lost);
    script.client(150, frontend::query("select 99"));
    script.server(157, backend::result(1) + backend::ready());
    probe(script, 180);
    const auto told = play(script.close(200));
    CHECK(told.sink->gaps.size() == 1);
    CHECK(told.sink->exchanges[1].starts_with("2 query unanswered"));
    CHECK(told.sink->exchanges.size() == 4);
    CHECK(told.sink->calls.size() == 2);
    check_probe(told);
}

TEST_CASE("a gap that swallows whole replies shifts no later one") {
    const auto lost = backend::result(1).size() + backend::ready().size();
    SECTION("one exchange's answer") {
        auto script = ready_session();
        script.client(100, frontend::query("select 1 from a")).server_gap(120, lost);
        probe(script, 150);
        const auto told = play(script.close(200));
        CHECK(told.sink->exchanges.size() == 3);
        CHECK(told.sink->exchanges[1].starts_with("2 query unanswered"));
        check_probe(told);
    }
    SECTION("the answer is seen missing only when the next comes") {
        auto script = ready_session();
        script.client(100, frontend::query("select 1 from a"));
        script.client(150, frontend::query("select 99")).server_gap(157, lost);
        script.server(157, backend::result(1) + backend::ready());
        const auto told = play(script.close(200));
        CHECK(told.sink->exchanges[1].starts_with("2 query unanswered"));
        check_probe(told);
    }
    SECTION("answers and requests of several exchanges") {
        auto script = ready_session();
        script.client(100, frontend::query("select 1 from a"));
        script.client_gap(120, 1000).server_gap(121, 5000);
        probe(script, 150);
        check_probe(play(script.close(200)));
    }
    SECTION("a request alone") {
        auto script = ready_session();
        script.client_gap(100, frontend::query("select 1 from a").size());
        script.server(120, backend::result(1) + backend::ready());
        probe(script, 150);
        const auto told = play(script.close(200));
        CHECK(told.sink->exchanges.size() == 2);
        check_probe(told);
    }
}

TEST_CASE("replies lost of a pipeline complete nobody else's request") {
    auto script = ready_session();
    for (const auto time : {20, 21})
        script.client(time, frontend::query("select 1"));
    for (const auto time : {30, 40})
        script.server(time, backend::result(1) + backend::ready());
    for (const auto time : {100, 101, 102, 103})
        script.client(time, frontend::query("select 1 from a"));
    script.server(110, backend::result(1) + backend::ready());
    script.server_gap(121, backend::result(1).size() + backend::ready().size());
    for (const auto time : {130, 140})
        script.server(time, backend::result(1) + backend::ready());
    probe(script, 150);
    const auto told = play(script.close(200));
    Lines completed;
    for (const auto& line : told.sink->calls)
        if (line.find("from a") != std::string::npos) completed.push_back(line);
    // Which of the three got which answer cannot be told.
    CHECK(completed == Lines{"select $1 from a: duration=10 service=10 first=10 rows=1"});
    check_probe(told);
}

TEST_CASE("behind requests lost of a pipeline no answer is sure until the server is ready") {
    const auto is_sure = [](const std::string& exchange) {
        return exchange.find("completed") != std::string::npos &&
               exchange.find(" gap") == std::string::npos;
    };
    const auto request = frontend::one_shot("select 1 from a");
    SECTION("in one Sync group, the session's first") {
        auto script = ready_session();
        script.client(90, frontend::one_shot("select 0")).client_gap(100, request.size());
        script.client(101, request).client(102, request + frontend::sync());
        script.server(110, backend::one_shot(1) + backend::one_shot(2) + backend::one_shot(3));
        script.server(111, backend::error("23505") + backend::ready());
        probe(script, 150);
        const auto told = play(script.close(200));
        REQUIRE(told.sink->exchanges.size() == 5);
        for (const auto& exchange : {told.sink->exchanges[2], told.sink->exchanges[3]})
            CHECK_FALSE(is_sure(exchange));
        CHECK(is_sure(told.sink->exchanges.back()));
        check_probe(told);
    }
    SECTION("in Sync groups of which several are in flight") {
        auto script = ready_session();
        const auto group = request + frontend::sync();
        script.client(90, group).client(91, group).client_gap(92, group.size());
        script.client(93, group).client(94, group);
        for (const auto time : {100, 101, 102})
            script.server(time, backend::one_shot(1) + backend::ready());
        script.client(103, group);
        for (const auto time : {104, 105, 106})
            script.server(time, backend::one_shot(1) + backend::ready());
        probe(script, 150);
        const auto told = play(script.close(200));
        REQUIRE(told.sink->exchanges.size() == 7);
        CHECK(std::count_if(told.sink->exchanges.begin() + 1, told.sink->exchanges.end(),
                            is_sure) == 1);
        CHECK(is_sure(told.sink->exchanges.back()));
        check_probe(told);
    }
}

TEST_CASE("a request that is lost after its client had waited spoils no other") {
    auto script = ready_session();
    const auto lost = frontend::query("select 1 from a").size();
    script.server(120, backend::result(1) + backend::ready());
    script.client_gap(150, lost);
    probe(script, 150);
    const auto told = play(script.close(200));
    CHECK(told.sink->exchanges.back().find(" gap") == std::string::npos);
    check_probe(told);
}

TEST_CASE("a statement that a lost Parse may have replaced is not taken for it") {
    auto script = ready_session();
    script.client(20, frontend::one_shot("select 1 from a") + frontend::sync());
    script.server(30, backend::one_shot(1) + backend::ready());
    script.client_gap(100, 50);
    script.client(100, frontend::bind({}, {}) + frontend::execute() + frontend::sync());
    script.server(110, backend::bind_complete() + backend::result(1) + backend::ready());
    const auto told = play(script.close(200));
    CHECK(told.sink->exchanges.back().ends_with("| unknown statement (unnamed)"));
}

TEST_CASE("a gap in a request is reported and its Query is still timed") {
    auto script = ready_session();
    const auto query = frontend::query("select 'a text that is lost in part'");
    script.client(100, query.substr(0, 20)).client_gap(102, 8).client(105, query.substr(28));
    script.server(120, backend::result(1) + backend::ready());
    probe(script, 150);
    const auto told = play(script.close(200));
    CHECK(told.sink->gaps == Lines{"> lost missing=8"});
    CHECK(told.sink->exchanges[1].starts_with(
        "2 query completed duration=20 first=15 transfer=0 think=90 service=15 rows=1 results=1"));
    check_probe(told);
}

TEST_CASE("a header that cannot be one is malformed once, and the next boundary is found") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1"));
    const std::string noise("Q\xff\xff\xff\xffthis is not the protocol", 29);
    script.server(110, noise).server(120, noise).server(130, backend::ready());
    probe(script, 150);
    const auto told = play(script.close(200));
    CHECK(told.sink->malformed.size() == 1);
    CHECK(told.sink->malformed[0].starts_with("< implausible_header Q"));
    CHECK(told.accounting.skipped(SkipReason::resynchronisation) == 2 * noise.size());
    check_probe(told);
}

TEST_CASE("a header that cannot be one is told at its first byte, however it is cut") {
    const auto told_of = [](std::size_t first_segment) {
        auto script = ready_session();
        const std::string noise("Q\xff\xff\xff\xff", 5);
        script.server(110, noise.substr(0, first_segment));
        if (first_segment < noise.size()) script.server(120, noise.substr(first_segment));
        return play(script.close(200)).sink->malformed.front();
    };
    CHECK(told_of(2) == told_of(5));
}

TEST_CASE("a body that breaks its own lengths is malformed and the next message is read") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1"));
    script.server(110, backend::row_description() +
                           wire::typed('D', wire::i16(2) + wire::value("x")) +
                           backend::complete("SELECT 1") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->malformed == Lines{"< field_overrun D length=12 offset=81"});
    CHECK(told.sink->exchanges[1].starts_with("2 query completed duration=10"));
    CHECK(told.session().totals.malformed == 1);
}

TEST_CASE("a message of an unknown type is passed over by its length") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1"));
    script.server(110, wire::typed('?', "whatever") + backend::result(1) + backend::ready());
    const auto told = play_split(script.close(200));
    REQUIRE(told.sink->malformed.size() == 1);
    CHECK(told.sink->malformed[0].starts_with("< unknown_type ?"));
    CHECK(told.sink->exchanges[1].starts_with("2 query completed duration=10"));
}

TEST_CASE("a session that ends inside a message") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1").substr(0, 9));
    const auto told = play_split(script.close(200));
    CHECK(told.accounting.skipped(SkipReason::incomplete_message) == 9);
    CHECK(told.sink->exchanges.size() == 1);
}

TEST_CASE("a gap before anything was said") {
    Script script;
    script.open(0).client_gap(10, 50).server(20, backend::welcome());
    probe(script, 50);
    check_probe(play(script.close(100)));
}

TEST_CASE("one side only: requests stay unanswered, replies belong to nothing") {
    SECTION("the client's") {
        Script script;
        script.open(0, false);
        for (const auto time : {10, 20, 30})
            script.client(time, frontend::query("select 1"));
        const auto told = play(script.close(100));
        CHECK(told.sink->exchanges.size() == 3);
        for (const auto& line : told.sink->exchanges)
            CHECK(line.find("unanswered") != std::string::npos);
        CHECK(told.sink->calls.empty());
    }
    SECTION("the server's") {
        Script script;
        script.open_reversed(0);
        for (const auto time : {10, 20, 30})
            script.server(time, backend::result(2) + backend::ready());
        const auto told = play(script.close(100));
        CHECK(told.sink->exchanges.empty());
        CHECK(told.sink->messages.size() == 15);
        CHECK(told.sink->calls.empty());
    }
}

TEST_CASE("an answer that the capture shows before its request shifts no later one") {
    auto script = ready_session();
    const auto startup = frontend::startup().size();
    const auto query = frontend::query("select 1");
    script.server(110, backend::result(1) + backend::ready())
        .acknowledging(startup + query.size())
        .client(111, query);
    probe(script, 150);
    probe(script, 180);
    const auto told = play(script.close(200));
    CHECK(told.sink->exchanges.size() == 4);
    CHECK(told.sink->exchanges[1].starts_with("2 query unanswered"));
    CHECK(told.sink->calls.size() == 2);
    check_probe(told);
}

TEST_CASE("bytes behind a gap that are told late make no time negative") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1"));
    script.server(90, backend::result(1) + backend::ready());
    probe(script, 150);
    const auto told = play(script.close(200));
    CHECK(told.sink->calls.front() == "select $1: duration=0 service=0 first=0 rows=1");
    check_probe(told);
}
