#include <catch2/catch.hpp>

#include "told.h"

/// The extended protocol: which reply answers which request, protocol.md B.9.

namespace {

/// Statements that messages of one name are about, as `name: sql`.
Lines about(const Told& told, std::string_view message) {
    Lines found;
    for (const auto& line : told.sink->statements)
        if (line.starts_with(message)) found.push_back(line.substr(message.size() + 1));
    return found;
}

}  // namespace

TEST_CASE("Parse, Bind, Describe and Execute are one exchange") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("select $1::int") + frontend::sync());
    script.server(120, backend::parse_complete() + backend::bind_complete());
    script.server(125, backend::result(4)).server(126, backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 execute completed duration=25 first=20 transfer=5 think=90 service=25 rows=4 "
                "results=1 | select $1::int"});
    CHECK(told.sink->calls == Lines{"select $1::int: duration=25 service=25 first=20 rows=4"});
    CHECK(told.sink->messages[10] == "< ParseComplete #2");
    CHECK(told.sink->messages[17] == "< CommandComplete #2.");
    CHECK(told.sink->messages[18] == "< ReadyForQuery #2");
}

TEST_CASE("the ReadyForQuery of a Sync counts for the last exchange of the group") {
    constexpr std::uint64_t ready_bytes = 6;
    auto script = ready_session();
    const auto bytes = [&](std::size_t exchange) {
        const auto told = play_split(script);
        REQUIRE(exchange < told.sink->exchange_bytes.size());
        return told.sink->exchange_bytes[exchange];
    };
    SECTION("of Executes") {
        script.client(100, frontend::one_shot("select 1") + frontend::one_shot("select 2"));
        script.client(101, frontend::sync());
        script.server(120, backend::one_shot(1) + backend::one_shot(1) + backend::ready());
        script.close(200);
        CHECK(bytes(1) == backend::one_shot(1).size());
        CHECK(bytes(2) == backend::one_shot(1).size() + ready_bytes);
    }
    SECTION("of Parse alone") {
        script.client(100, frontend::parse("s", "select 1") + frontend::sync());
        script.server(120, backend::parse_complete() + backend::ready()).close(200);
        CHECK(bytes(1) == backend::parse_complete().size() + ready_bytes);
    }
    SECTION("of Close") {
        script.client(100, frontend::close_statement("s") + frontend::sync());
        script.server(120, backend::close_complete() + backend::ready()).close(200);
        CHECK(bytes(1) == backend::close_complete().size() + ready_bytes);
    }
    SECTION("of what the server skips behind an error") {
        script.client(100, frontend::one_shot("x") + frontend::one_shot("select 2"));
        script.client(101, frontend::sync());
        script.server(120, backend::error("42601") + backend::ready()).close(200);
        CHECK(bytes(1) == backend::error("42601").size());
        CHECK(bytes(2) == ready_bytes);
    }
    SECTION("likewise that of a Query") {
        script.client(100, frontend::query("select 1"));
        script.server(120, backend::result(1) + backend::ready()).close(200);
        CHECK(bytes(1) == backend::result(1).size() + ready_bytes);
    }
    SECTION("not where the capture ends before it") {
        script.client(100, frontend::one_shot("select 1") + frontend::sync());
        script.server(120, backend::one_shot(1)).close(200);
        CHECK(bytes(1) == backend::one_shot(1).size());
    }
}

TEST_CASE("several Executes of a Sync group are an exchange each") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("select 1") + frontend::one_shot("select 2, 2"));
    script.client(103, frontend::sync());
    script.server(120, backend::one_shot(1)).server(150, backend::one_shot(2) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 execute completed duration=20 first=20 transfer=0 think=90 service=20 rows=1 "
                "results=1 | select $1",
                "3 execute completed duration=50 first=50 transfer=0 queued=20 service=30 rows=2 "
                "results=1 | select $1, $2"});
}

TEST_CASE("Sync groups in flight are answered in their order") {
    auto script = ready_session();
    for (const auto time : {100, 101, 102})
        script.client(time, frontend::one_shot("select 1") + frontend::sync());
    script.server(110, backend::one_shot(1) + backend::ready());
    script.server(130, backend::one_shot(1) + backend::ready());
    script.client(140, frontend::one_shot("select 1") + frontend::sync());
    script.server(170, backend::one_shot(1) + backend::ready());
    script.server(171, backend::one_shot(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 execute completed duration=10 first=10 transfer=0 think=90 service=10 rows=1 "
                "results=1 | select $1",
                "3 execute completed duration=29 first=29 transfer=0 queued=9 service=20 rows=1 "
                "results=1 | select $1",
                "4 execute completed duration=68 first=68 transfer=0 queued=28 service=40 rows=1 "
                "results=1 | select $1",
                "5 execute completed duration=31 first=31 transfer=0 queued=30 service=1 rows=1 "
                "results=1 | select $1"});
}

TEST_CASE("an error makes the server skip to Sync") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("select 1") + frontend::one_shot("select 1 / 0, 2") +
                           frontend::one_shot("select 3, 3, 3") + frontend::query("select 4, 4") +
                           frontend::function_call(1) + frontend::close_portal("p") +
                           frontend::sync());
    script.client(101, frontend::one_shot("select 5") + frontend::sync());
    script.server(110, backend::one_shot(1));
    script.server(115,
                  backend::parse_complete() + backend::bind_complete() + backend::error("22012"));
    script.server(116, backend::ready()).server(120, backend::one_shot(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{("2 execute completed duration=10 first=10 transfer=0 think=90 service=10 rows=1 "
                 "results=1 | select $1"),
                ("3 execute failed duration=15 first=15 transfer=0 queued=10 service=5 22012 | "
                 "select $1 / $2, $3"),
                "4 execute skipped | select $1, $2, $3", "5 query skipped | select $1, $2",
                "6 function_call skipped", "7 close skipped",
                ("8 execute completed duration=19 first=19 transfer=0 queued=14 service=5 rows=1 "
                 "results=1 | select $1")});
    CHECK(told.sink->calls.size() == 2);
}

TEST_CASE("what is sent behind the error before Sync is skipped as well") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("select 1 / 0"));
    script.client(100, frontend::flush()).server(110, backend::error("42601"));
    script.client(120, frontend::parse("", "select 2") + frontend::bind("", ""));
    script.client(121, frontend::execute() + frontend::query("select 3, 3"));
    script.client(122, frontend::parse("s", "select 4") + frontend::sync());
    script.server(130, backend::ready());
    script.client(140, frontend::query("select 1"))
        .server(145, backend::result(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{("2 execute failed duration=10 first=10 transfer=0 think=90 service=10 42601 | "
                 "select $1 / $2"),
                "3 execute skipped", "4 query skipped", "5 prepare skipped",
                ("6 query completed duration=5 first=5 transfer=0 think=10 service=5 rows=1 "
                 "results=1 | select $1")});
}

TEST_CASE("an error of Sync itself fails no Execute and skips nothing") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("insert into t values (1)") + frontend::sync());
    script.client(101, frontend::one_shot("select 1") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::bind_complete() + backend::no_data() +
                           backend::complete("INSERT 0 1"));
    script.server(112, backend::error("23505") + backend::ready());
    script.server(120, backend::one_shot(1) + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 execute completed duration=10 first=10 transfer=0 think=90 service=10 rows=1 "
                "results=1 | insert into t values ($1)",
                "3 execute completed duration=19 first=19 transfer=0 queued=9 service=10 rows=1 "
                "results=1 | select $1"});
    CHECK(told.session().totals.errors == 1);
}

TEST_CASE("Flush brings the replies before Sync") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1") + frontend::describe_statement("s"));
    script.client(100, frontend::flush());
    script.server(110, backend::parse_complete() + backend::parameter_description({23}) +
                           backend::row_description());
    script.client(120, frontend::bind("", "s") + frontend::execute() + frontend::flush());
    script.server(130, backend::bind_complete() + backend::row() + backend::complete("SELECT 1"));
    script.client(140, frontend::sync()).server(145, backend::ready());
    const auto told = play_split(script.close(200));
    // All up to Execute is one request: its time is what the client waited for the rows.
    CHECK(exchanges(told) ==
          Lines{"2 execute completed duration=30 transfer=20 think=90 service=10 "
                "rows=1 results=1 | select $1"});
}

TEST_CASE("Parse and Describe that no Execute follows prepare a statement") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1") + frontend::describe_statement("s") +
                           frontend::sync());
    script.server(120, backend::parse_complete() + backend::parameter_description({23}));
    script.server(125, backend::no_data()).server(127, backend::ready());
    script.client(140, frontend::bind("", "s") + frontend::execute() + frontend::sync());
    script.server(150, backend::bind_complete() + backend::complete("SELECT 0") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 prepare completed duration=25 first=20 transfer=5 think=90 "
                                   "service=25 | select $1",
                                   "3 execute completed duration=10 first=10 transfer=0 think=13 "
                                   "service=10 results=1 | select $1"});
    CHECK(told.sink->calls.size() == 1);
}

TEST_CASE("Close is answered whatever it names") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1") + frontend::close_statement("s") +
                           frontend::close_portal("none") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::close_complete());
    script.server(112, backend::close_complete() + backend::ready());
    script.client(120, frontend::bind("", "s") + frontend::execute() + frontend::sync());
    script.server(130, backend::error("26000") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 prepare completed duration=10 first=10 transfer=0 think=90 service=10 | "
                "select $1",
                "3 close completed duration=10 first=10 transfer=0 queued=10 service=0 | "
                "select $1",
                "4 close completed duration=12 first=12 transfer=0 queued=10 service=2",
                "5 execute failed duration=10 first=10 transfer=0 think=8 service=10 26000 | "
                "unknown statement s"});
    CHECK(about(told, "Bind") == Lines{"s: (unknown)"});
}

TEST_CASE("a named statement carries its SQL to every Execute") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1 from a") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::ready());
    for (const auto time : {120, 140}) {
        script.client(time, frontend::bind("", "s") + frontend::execute() + frontend::sync());
        script.server(time + 5, backend::bind_complete() + backend::complete("SELECT 0"));
        script.server(time + 6, backend::ready());
    }
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls == Lines(2, "select $1 from a: duration=5 service=5 first=5"));
    CHECK(about(told, "CommandComplete") == Lines(2, "s: select 1 from a"));
}

TEST_CASE("a Parse that fails leaves the older statement of its name") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1 from a") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::ready());
    script.client(120, frontend::parse("s", "select 2 from b") + frontend::sync());
    script.server(130, backend::error("42P05") + backend::ready());
    script.client(140, frontend::bind("", "s") + frontend::execute() + frontend::sync());
    script.server(150, backend::bind_complete() + backend::complete("SELECT 0") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls == Lines{"select $1 from a: duration=10 service=10 first=10"});
    CHECK(exchanges(told)[1] ==
          "3 prepare failed duration=10 first=10 transfer=0 think=10 "
          "service=10 42P05 | select $1 from b");
}

TEST_CASE("a Parse that was skipped leaves the older statement of its name") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select 1 from a") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::ready());
    script.client(120, frontend::parse("", "x") + frontend::parse("s", "select 2 from b") +
                           frontend::parse("s", "select 3 from c") + frontend::sync());
    script.server(130, backend::error("42601") + backend::ready());
    script.client(140, frontend::bind("", "s") + frontend::execute() + frontend::sync());
    script.server(150, backend::bind_complete() + backend::complete("SELECT 0") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls == Lines{"select $1 from a: duration=10 service=10 first=10"});
}

TEST_CASE("DEALLOCATE and DISCARD ALL forget statements") {
    const auto bound_after = [](const char* sql, const char* tag) {
        auto script = ready_session();
        script.client(100, frontend::parse("s", "select 1") + frontend::sync());
        script.server(110, backend::parse_complete() + backend::ready());
        script.client(120, frontend::query(sql));
        script.server(130, backend::complete(tag) + backend::ready());
        script.client(140, frontend::bind("", "s") + frontend::sync());
        script.server(150, backend::bind_complete() + backend::ready());
        return about(play_split(script.close(200)), "Bind").front();
    };
    CHECK(bound_after("deallocate s", "DEALLOCATE") == "s: (unknown)");
    CHECK(bound_after("deallocate prepare \"s\"", "DEALLOCATE") == "s: (unknown)");
    CHECK(bound_after("deallocate all", "DEALLOCATE ALL") == "s: (unknown)");
    CHECK(bound_after("discard all", "DISCARD ALL") == "s: (unknown)");
    CHECK(bound_after("deallocate t", "DEALLOCATE") == "s: select 1");
    CHECK(bound_after("discard plans", "DISCARD PLANS") == "s: select 1");
}

TEST_CASE("a simple Query destroys the unnamed statement") {
    auto script = ready_session();
    script.client(100, frontend::parse("", "select 1") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::ready());
    script.client(120, frontend::query("select 2"))
        .server(125, backend::result(1) + backend::ready());
    script.client(140, frontend::bind("", "") + frontend::sync());
    script.server(150, backend::error("26000") + backend::ready());
    CHECK(about(play_split(script.close(200)), "Bind") == Lines{": (unknown)"});
}

TEST_CASE("a statement that was prepared before the capture is unknown by its name") {
    Script script;
    script.open(0, false);
    script.client(100, frontend::bind("", "S_1", {"17"}) + frontend::execute() + frontend::sync());
    script.server(110, backend::bind_complete() + backend::row() + backend::complete("SELECT 1"));
    script.server(111, backend::ready());
    const auto told = play(script.close(200));
    CHECK(told.sink->exchanges == Lines{"1 execute completed duration=10 first=10 transfer=0 "
                                        "service=10 rows=1 results=1 | unknown statement S_1"});
    CHECK(told.sink->calls ==
          Lines{"unknown statement S_1: duration=10 service=10 first=10 rows=1"});
    CHECK(about(told, "CommandComplete") == Lines{"S_1: (unknown)"});
}

TEST_CASE("a portal fetched in chunks is one call") {
    auto script = ready_session();
    script.client(100, frontend::query("begin"));
    script.server(105, backend::complete("BEGIN") + backend::ready('T'));
    script.client(110, frontend::parse("", "select 7") + frontend::bind("p", "") +
                           frontend::execute("p", 2) + frontend::sync());
    script.server(120, backend::parse_complete() + backend::bind_complete() + backend::rows(2) +
                           backend::suspended() + backend::ready('T'));
    script.client(130, frontend::execute("p", 2) + frontend::sync());
    script.server(150, backend::rows(2) + backend::suspended() + backend::ready('T'));
    script.client(160, frontend::execute("p", 2) + frontend::sync());
    script.server(165, backend::rows(1) + backend::complete("SELECT 1") + backend::ready('T'));
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) ==
          Lines{"2 query completed duration=5 first=5 transfer=0 think=90 service=5 results=1 | "
                "begin",
                "3 execute suspended duration=10 first=10 transfer=0 think=5 service=10 rows=2 | "
                "select $1",
                "4 execute suspended duration=20 first=20 transfer=0 think=10 service=20 rows=2 "
                "| select $1",
                "5 execute completed duration=5 first=5 transfer=0 think=10 service=5 rows=1 "
                "results=1 | select $1"});
    CHECK(told.sink->calls == Lines{"begin: duration=5 service=5 first=5",
                                    "select $1: duration=35 service=35 first=10 rows=5"});
}

TEST_CASE("a portal that is left half-way is a call when it goes, unless it is rolled back") {
    const auto chunk = [] {
        auto script = ready_session();
        script.client(100, frontend::query("begin"));
        script.server(105, backend::complete("BEGIN") + backend::ready('T'));
        script.client(110, frontend::parse("s", "select 7") + frontend::bind("p", "s") +
                               frontend::execute("p", 2) + frontend::sync());
        script.server(120, backend::parse_complete() + backend::bind_complete() + backend::rows(2) +
                               backend::suspended() + backend::ready('T'));
        return script;
    };
    const std::string call = "select $1: duration=10 service=10 first=10 rows=2";
    SECTION("closed by Close") {
        auto script = chunk();
        script.client(130, frontend::close_portal("p") + frontend::sync());
        script.server(140, backend::close_complete() + backend::ready('T'));
        script.client(150, frontend::query("x"))
            .server(155, backend::error("42601") + backend::ready('E'));
        CHECK(play_split(script.close(200)).sink->calls.back() == call);
    }
    SECTION("closed by SQL") {
        auto script = chunk();
        script.client(130, frontend::query("close p"));
        script.server(140, backend::complete("CLOSE CURSOR") + backend::ready('T'));
        const auto told = play_split(script.close(200));
        CHECK(std::count(told.sink->calls.begin(), told.sink->calls.end(), call) == 1);
        CHECK(told.sink->calls.size() == 3);
    }
    SECTION("bound again") {
        auto script = chunk();
        script.client(130, frontend::bind("p", "s") + frontend::sync());
        script.server(140, backend::error("42P03") + backend::ready('E'));
        CHECK(play_split(script.close(200)).sink->calls.back() == call);
    }
    SECTION("ended with its transaction") {
        auto script = chunk();
        script.client(130, frontend::query("commit"));
        script.server(140, backend::complete("COMMIT") + backend::ready());
        const auto told = play_split(script.close(200));
        CHECK(told.sink->calls.back() == call);
        CHECK(told.sink->calls.size() == 3);
    }
    // The server counts at the end of an execution, which a rollback takes away.
    SECTION("rolled back") {
        auto script = chunk();
        script.client(130, frontend::query("rollback"));
        script.server(140, backend::complete("ROLLBACK") + backend::ready());
        CHECK(play_split(script.close(200)).sink->calls ==
              Lines{"begin: duration=5 service=5 first=5",
                    "rollback: duration=10 service=10 first=10"});
    }
    SECTION("rolled back by COMMIT of a failed transaction") {
        auto script = chunk();
        script.client(130, frontend::query("x"));
        script.server(135, backend::error("42601") + backend::ready('E'));
        script.client(136, frontend::query("commit"));
        script.server(140, backend::complete("ROLLBACK") + backend::ready());
        const auto told = play_split(script.close(200));
        CHECK(std::count(told.sink->calls.begin(), told.sink->calls.end(), call) == 0);
    }
    SECTION("rolled back by the end of the session") {
        const auto told = play_split(chunk().close(200));
        CHECK(told.sink->calls.size() == 1);
    }
}

TEST_CASE("an error of the next chunk ends the portal's call as an error") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("select 7").substr(0, 0) +
                           frontend::parse("", "select 7") + frontend::bind("p", "") +
                           frontend::execute("p", 2) + frontend::execute("p", 2) +
                           frontend::sync());
    script.server(120, backend::parse_complete() + backend::bind_complete() + backend::rows(2) +
                           backend::suspended());
    script.server(130, backend::error("22012") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[1] ==
          "3 execute failed duration=30 first=30 transfer=0 queued=20 "
          "service=10 22012 | select $1");
    CHECK(told.sink->calls.empty());
}

TEST_CASE("an empty statement executed is answered and is no call") {
    auto script = ready_session();
    script.client(100, frontend::one_shot("") + frontend::sync());
    script.server(110, backend::parse_complete() + backend::bind_complete() + backend::no_data() +
                           backend::empty_query() + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 execute completed duration=10 first=10 transfer=0 think=90 "
                                   "service=10"});
    CHECK(told.sink->calls.empty());
}
