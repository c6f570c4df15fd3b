#include <catch2/catch.hpp>

#include "told.h"

/// Portals that SQL makes: which statement an Execute of them has.

namespace {

constexpr std::string_view declares = "declare c cursor for select a from t";

/// A session in a transaction in which `sql` has declared a cursor.
Script with_cursor(std::string_view sql = declares) {
    auto script = ready_session();
    script.client(100, frontend::query("begin"));
    script.server(101, backend::complete("BEGIN") + backend::ready('T'));
    script.client(110, frontend::query(sql));
    script.server(111, backend::complete("DECLARE CURSOR") + backend::ready('T'));
    return script;
}

/// An Execute of portal `c` that returns two rows.
Script& execute(Script& script, pgoscope::PacketTime time) {
    script.client(time, frontend::execute("c") + frontend::sync());
    return script.server(time + 5, backend::row({"1"}) + backend::row({"2"}) +
                                       backend::complete("SELECT 2") + backend::ready('T'));
}

}  // namespace

TEST_CASE("an Execute of a declared cursor has the statement that declares it") {
    auto script = with_cursor();
    const auto told = play_split(execute(script, 120).close(200));
    CHECK(told.sink->exchanges.back() ==
          "4 execute completed duration=5 first=5 transfer=0 think=9 service=5 rows=2 results=1 | "
          "declare c cursor for select a from t");
    CHECK(told.sink->calls.back() ==
          "declare c cursor for select a from t: duration=5 service=5 first=5 rows=2");
}

TEST_CASE("FETCH is a statement of its own and says what its cursor runs") {
    auto script = with_cursor();
    const auto verb = GENERATE(as<std::string>(), "FETCH", "MOVE");
    script.client(120, frontend::query(verb + " 5 from c"));
    script.server(121, backend::complete(verb + " 0") + backend::ready('T'));
    const auto told = play_split(script.close(200));
    CHECK(
        told.sink->exchanges.back().ends_with(" $1 from c | of declare c cursor for select a "
                                              "from t"));
    CHECK(told.sink->calls.back().find("from c:") != std::string::npos);
}

TEST_CASE("FETCH from a portal that Bind made says what that runs") {
    auto script = ready_session();
    script.client(
        100, frontend::parse("", "select a from t") + frontend::bind("c", "") + frontend::sync());
    script.server(101, backend::parse_complete() + backend::bind_complete() + backend::ready('T'));
    script.client(120, frontend::query("fetch 5 from c"));
    script.server(121, backend::complete("FETCH 0") + backend::ready('T'));
    const auto told = play_split(script.close(200));
    CHECK(told.sink->exchanges.back().ends_with("| fetch $1 from c | of select a from t"));
}

TEST_CASE("a cursor that is declared and executed at once") {
    auto script = ready_session();
    script.client(100, frontend::query("begin; declare c cursor for select a from t") +
                           frontend::execute("c") + frontend::sync());
    script.server(110, backend::complete("BEGIN") + backend::complete("DECLARE CURSOR") +
                           backend::ready('T'));
    SECTION("and returns rows") {
        script.server(120,
                      backend::row({"1"}) + backend::complete("SELECT 1") + backend::ready('T'));
        const auto told = play_split(script.close(200));
        CHECK(told.sink->exchanges.back().ends_with("| declare c cursor for select a from t"));
        CHECK(told.sink->calls.back().starts_with("declare c cursor for select a from t:"));
    }
    SECTION("and fails") {
        script.server(120, backend::error("22012") + backend::ready('E'));
        const auto told = play_split(script.close(200));
        CHECK(told.sink->failed == Lines{"22012 declare c cursor for select a from t"});
    }
}

TEST_CASE("a cursor lives as long as its transaction") {
    const std::string_view unknown = "| unknown statement of portal c";
    SECTION("and is gone behind it") {
        auto script = with_cursor();
        script.client(120, frontend::query("commit"));
        script.server(121, backend::complete("COMMIT") + backend::ready());
        const auto told = play_split(execute(script, 130).close(200));
        CHECK(told.sink->exchanges.back().ends_with(unknown));
    }
    const std::string_view hold = "declare c scroll cursor with hold for select a from t";
    SECTION("WITH HOLD, if that commits, until it is closed") {
        auto script = with_cursor(hold);
        script.client(120, frontend::query("commit"));
        script.server(121, backend::complete("COMMIT") + backend::ready());
        script.client(122, frontend::query("begin"));
        script.server(123, backend::complete("BEGIN") + backend::ready('T'));
        script.client(124, frontend::query("rollback"));
        script.server(125, backend::complete("ROLLBACK") + backend::ready());
        execute(script, 130);
        script.client(140, frontend::query("close c"));
        script.server(141, backend::complete("CLOSE CURSOR") + backend::ready());
        const auto told = play_split(execute(script, 150).close(200));
        const auto& exchanges = told.sink->exchanges;
        CHECK(exchanges[exchanges.size() - 3].ends_with(hold));
        CHECK(exchanges.back().ends_with(unknown));
    }
    SECTION("WITH HOLD is gone where that is rolled back") {
        auto script = with_cursor(hold);
        script.client(120, frontend::query("rollback"));
        script.server(121, backend::complete("ROLLBACK") + backend::ready());
        const auto told = play_split(execute(script, 130).close(200));
        CHECK(told.sink->exchanges.back().ends_with(unknown));
    }
}

TEST_CASE("where the server knows no such cursor, its statement is not what failed") {
    auto script = with_cursor();
    script.client(120, frontend::execute("c") + frontend::sync());
    script.server(121, backend::error("34000") + backend::ready('E'));
    const auto told = play_split(script.close(200));
    CHECK(told.sink->failed == Lines{"34000 (unknown)"});
}

TEST_CASE("what only asks for a shape or closes is of the statement that it names") {
    auto script = ready_session();
    script.client(100, frontend::parse("s", "select a from t") + frontend::sync());
    script.server(101, backend::parse_complete() + backend::ready());
    script.client(110, frontend::describe_statement("s") + frontend::sync());
    script.server(111, backend::parameter_description({}) + backend::no_data() + backend::ready());
    script.client(120, frontend::close_statement("s") + frontend::sync());
    script.server(121, backend::close_complete() + backend::ready());
    const auto told = play_split(script.close(200));
    for (const auto& line : exchanges(told))
        CHECK(line.ends_with("| select a from t"));
}
