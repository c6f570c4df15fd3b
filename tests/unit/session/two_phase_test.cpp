#include <algorithm>

#include <catch2/catch.hpp>

#include "told.h"

/// Transactions by two phases: who prepares them, who decides, and what is left.

namespace {

using pgoscope::PacketTime;

/// A Query and its one result.
void run(Script& script, PacketTime time, std::string_view sql, std::string_view tag,
         char status = 'I') {
    script.client(time, frontend::query(sql));
    script.server(time + 1, backend::complete(tag) + backend::ready(status));
}

/// One session that has prepared a transaction at 120, and the begin of a second session.
Script prepared(std::string_view constant = "'pay 7'") {
    auto script = ready_session();
    run(script, 100, "begin", "BEGIN", 'T');
    run(script, 120, std::string("prepare transaction ").append(constant), "PREPARE TRANSACTION");
    return script;
}

Script& second_session(Script& script, std::uint16_t port = 5432) {
    script.close(130);
    return script.open(140, true, port)
        .client(142, frontend::startup())
        .server(150, backend::welcome());
}

}  // namespace

TEST_CASE("a prepared transaction ends for its session and is neither committed nor rolled back") {
    auto script = prepared();
    const auto told = play_split(script.close(200));
    CHECK(told.sink->transactions == Lines{"idle 19", "prepared duration=21 idle=19"});
    CHECK(told.sink->two_phase == Lines{"1 prepares"});
    REQUIRE(told.prepared.size() == 1);
    CHECK(told.prepared[0].identifier == "pay 7");
    CHECK(told.prepared[0].session == 1);
    CHECK(told.prepared[0].time == 121);
    CHECK(told.prepared[0].user == "app");
    CHECK(told.prepared[0].database == "orders");
}

TEST_CASE("any session of the server decides by the identifier") {
    auto script = prepared();
    SECTION("the same one commits") {
        run(script, 160, "commit prepared 'pay 7'", "COMMIT PREPARED");
        const auto told = play_split(script.close(200));
        CHECK(told.sink->two_phase == Lines{"1 prepares", "1 commits"});
        CHECK(told.prepared.empty());
    }
    SECTION("another rolls back, and writes the identifier otherwise") {
        const auto constant = GENERATE(as<std::string>(), "'pay 7'", "E'pay\\x207'", "$a$pay 7$a$",
                                       "U&'pay\\00207'", "'pay'\n' 7'");
        second_session(script);
        run(script, 160, "ROLLBACK /* 'x' */ PREPARED " + constant, "ROLLBACK PREPARED");
        const auto told = play_split(script.close(200));
        CHECK(told.sink->two_phase == Lines{"1 prepares", "2 rolls back"});
        CHECK(told.prepared.empty());
    }
    SECTION("by the extended protocol") {
        script.client(160, frontend::one_shot("commit prepared 'pay 7'") + frontend::sync());
        script.server(170, backend::parse_complete() + backend::bind_complete() +
                               backend::complete("COMMIT PREPARED") + backend::ready());
        const auto told = play_split(script.close(200));
        CHECK(told.sink->two_phase == Lines{"1 prepares", "1 commits"});
        CHECK(told.prepared.empty());
    }
    SECTION("not with another identifier, nor on another server") {
        run(second_session(script), 160, "commit prepared 'pay 8'", "COMMIT PREPARED");
        script.close(170);
        script.open(180, true, 5433).client(182, frontend::startup());
        script.server(190, backend::welcome());
        run(script, 200, "commit prepared 'pay 7'", "COMMIT PREPARED");
        pgoscope::session::Options options;
        options.ports = {5432, 5433};
        const auto told = play_split(script.close(210), options);
        CHECK(told.sink->two_phase == Lines{"1 prepares", "2 commits what nobody prepared",
                                            "3 commits what nobody prepared"});
        CHECK(told.prepared.size() == 1);
    }
    SECTION("a decision that fails leaves it") {
        script.client(160, frontend::query("commit prepared 'pay 7'"));
        script.server(161, backend::error("55000") + backend::ready());
        const auto told = play_split(script.close(200));
        CHECK(told.sink->two_phase == Lines{"1 prepares"});
        CHECK(told.prepared.size() == 1);
    }
}

TEST_CASE("a decision tells who prepared the transaction") {
    auto script = prepared();
    run(second_session(script), 160, "commit prepared 'pay 7'", "COMMIT PREPARED");
    run(script, 170, "rollback prepared 'pay 8'", "ROLLBACK PREPARED");
    const auto told = play_split(script.close(200));
    const auto& messages = told.sink->messages;
    const auto decisions = std::count_if(messages.begin(), messages.end(), [](const auto& line) {
        return line.ends_with(" of session 1 after 40");
    });
    CHECK(decisions == 1);
    CHECK(std::none_of(messages.begin(), messages.end(), [](const auto& line) {
        return line.find(" of session 0") != std::string::npos;
    }));
}

TEST_CASE("what is prepared in one Query of several statements has its own identifier") {
    auto script = ready_session();
    script.client(100, frontend::query("begin; prepare transaction 'a'; begin; select 'x'; prepare "
                                       "transaction 'it''s; b'"));
    script.server(110, backend::complete("BEGIN") + backend::complete("PREPARE TRANSACTION") +
                           backend::complete("BEGIN") + backend::complete("SELECT 0") +
                           backend::complete("PREPARE TRANSACTION") + backend::ready());
    const auto told = play_split(script.close(200));
    REQUIRE(told.prepared.size() == 2);
    CHECK(told.prepared[0].identifier == "a");
    CHECK(told.prepared[1].identifier == "it's; b");
    CHECK(told.sink->transactions.size() == 2);
}

TEST_CASE("an identifier is read as the session's server reads its strings") {
    auto script = ready_session();
    script.server(20, backend::parameter_status("standard_conforming_strings", "off"));
    run(script, 100, "begin", "BEGIN", 'T');
    const bool extended = GENERATE(false, true);
    if (extended) {
        script.client(110, frontend::one_shot("prepare transaction 'it\\'s'") + frontend::sync());
        script.server(111, backend::parse_complete() + backend::bind_complete() +
                               backend::complete("PREPARE TRANSACTION") + backend::ready());
    } else {
        run(script, 110, "prepare transaction 'it\\'s'", "PREPARE TRANSACTION");
    }
    const auto told = play_split(script.close(200));
    REQUIRE(told.prepared.size() == 1);
    CHECK(told.prepared[0].identifier == "it's");
}

TEST_CASE("PREPARE TRANSACTION of a failed transaction rolls it back") {
    auto script = ready_session();
    run(script, 100, "begin", "BEGIN", 'T');
    script.client(110, frontend::query("x"));
    SECTION("that failed before") {
        script.server(111, backend::error("42601") + backend::ready('E'));
        run(script, 120, "prepare transaction 'a'", "ROLLBACK");
    }
    SECTION("by PREPARE TRANSACTION itself") {
        script.server(111, backend::complete("SELECT 0") + backend::ready('T'));
        script.client(120, frontend::query("prepare transaction 'a'"));
        script.server(121, backend::error("42710") + backend::ready());
    }
    const auto told = play_split(script.close(200));
    REQUIRE_FALSE(told.sink->transactions.empty());
    CHECK(told.sink->transactions.back().starts_with("failed"));
    CHECK(told.sink->two_phase.empty());
    CHECK(told.prepared.empty());
}

TEST_CASE("the limit on prepared transactions") {
    auto script = prepared();
    run(script, 130, "begin", "BEGIN", 'T');
    run(script, 140, "prepare transaction 'second'", "PREPARE TRANSACTION");
    pgoscope::session::Options options;
    options.limits.prepared_transactions = 1;
    const auto told = play_split(script.close(200), options);
    CHECK(told.sink->two_phase == Lines{"1 prepares", "1 prepares"});
    CHECK(told.prepared.size() == 1);
    CHECK(told.limits.prepared_transactions == 1);
    SECTION("an identifier longer than a server takes is not kept") {
        auto longer = prepared("'" + std::string(200, 'a') + "'");
        const auto cut = play_split(longer.close(200));
        CHECK(cut.prepared.empty());
        CHECK(cut.limits.prepared_transactions == 1);
    }
}
