#include <catch2/catch.hpp>

#include "told.h"

/// Which statement an error, a notice or a result is of.

namespace {

std::string error_at(std::string_view sqlstate, std::string_view position) {
    return backend::diagnostic('E', {{'S', "ERROR"}, {'C', sqlstate}, {'P', position}});
}

/// What fails when the client sends `request` and the server answers with `replies`, in a session
/// that has prepared `select 0` as `k`.
Told told_of(std::string_view request, std::string_view replies) {
    auto script = ready_session();
    script.client(20, frontend::parse("k", "select 0 as k") + frontend::sync());
    script.server(30, backend::parse_complete() + backend::ready());
    script.client(100, request).server(120, replies);
    return play_split(script.close(200));
}

const auto syntax_error = error_at("42601", "1") + backend::ready();

}  // namespace

TEST_CASE("an error is of the statement whose message the server was at") {
    using namespace frontend;
    const auto failed = [](std::string_view request, std::string_view replies) {
        return told_of(request, replies).sink->failed;
    };
    CHECK(failed(parse("s1", "selec bad") + bind({}, "k") + execute() + frontend::sync(),
                 syntax_error) == Lines{"42601 selec bad"});
    CHECK(failed(parse("x1", "select 1") + parse("x2", "selec bad") + bind({}, "x1") + execute() +
                     frontend::sync(),
                 backend::parse_complete() + syntax_error) == Lines{"42601 selec bad"});
    CHECK(failed(parse("y1", "selec bad") + parse("y2", "select 2") + frontend::sync(),
                 syntax_error) == Lines{"42601 selec bad"});
    CHECK(failed(parse({}, "select 4") + bind("pa", {}) + parse({}, "selec bad") + execute("pa") +
                     frontend::sync(),
                 backend::parse_complete() + backend::bind_complete() + syntax_error) ==
          Lines{"42601 selec bad"});
}

TEST_CASE("an error of a statement that does not exist is of no other") {
    using namespace frontend;
    const auto missing = backend::error("26000") + backend::ready();
    const auto behind = parse({}, "select 3") + bind({}, {}) + execute() + frontend::sync();
    CHECK(told_of(describe_statement("gone") + behind, missing).sink->failed ==
          Lines{"26000 unknown statement gone"});
    const auto told = told_of(bind("p", "gone") + behind, missing);
    CHECK(told.sink->failed == Lines{"26000 unknown statement gone"});
    CHECK(told.sink->exchanges.back().ends_with("26000 | unknown statement gone"));
    CHECK(told_of(describe_portal("gone") + behind, backend::error("34000") + backend::ready())
              .sink->failed == Lines{"34000 (unknown)"});
}

TEST_CASE("an error before any result of a Query is of the statement at its position") {
    const auto failed = [](std::string_view sql, std::string_view position) {
        return told_of(frontend::query(sql), error_at("42601", position) + backend::ready())
            .sink->failed;
    };
    CHECK(failed("select 1 as ok1; selec bad2", "18") == Lines{"42601 selec bad2"});
    CHECK(failed("select 1 as ok1; selec bad2", "17") == Lines{"42601 selec bad2"});
    CHECK(failed("select ; selec bad2", "8") == Lines{"42601 select"});
    CHECK(failed(";; /* ; */ select 'a;b'; select 2 from", "39") == Lines{"42601 select $1 from"});
    CHECK(failed("select 1; select 2, 2", "99999999999999999999") == Lines{"42601 select $1"});
    CHECK(failed("select 1; select 2, 2", "999") == Lines{"42601 select $1, $2"});
    // U+00E9 is one character of two bytes, an emoji one of four.
    CHECK(failed("select '\xC3\xA9\xF0\x9F\x98\x80'; selec bad2", "12") ==
          Lines{"42601 select $1"});
    CHECK(failed("select '\xC3\xA9\xF0\x9F\x98\x80'; selec bad2", "14") ==
          Lines{"42601 selec bad2"});
    auto script = ready_session();
    script.server(50, backend::parameter_status("client_encoding", "LATIN1"));
    script.client(100, frontend::query("select '\xC3\xA9\xF0\x9F\x98\x80'; selec bad2"));
    script.server(120, error_at("42601", "14") + backend::ready());
    CHECK(play_split(script.close(200)).sink->failed == Lines{"42601 select $1"});
}

TEST_CASE("an error behind results of a Query is of the statement behind theirs") {
    const auto told =
        told_of(frontend::query("select 1; select 2 / 0, 2; select 3, 3, 3"),
                backend::notice() + backend::result(1) + error_at("22012", "1") + backend::ready());
    CHECK(told.sink->failed == Lines{"00000 select $1", "22012 select $1 / $2, $3"});
}

TEST_CASE("a portal that ended and is executed again is one call") {
    using namespace frontend;
    auto script = ready_session();
    script.client(100, query("begin"))
        .server(101, backend::complete("BEGIN") + backend::ready('T'));
    script.client(110, parse({}, "select 1") + bind("p", {}) + execute("p", 2) + frontend::sync());
    script.server(120, backend::parse_complete() + backend::bind_complete() + backend::rows(2) +
                           backend::suspended() + backend::ready('T'));
    for (const auto time : {130, 150}) {
        script.client(time, execute("p", 2) + frontend::sync());
        script.server(time + 10, backend::complete("SELECT 0") + backend::ready('T'));
    }
    script.client(170, bind("p", {}) + execute("p") + frontend::sync());
    script.server(180,
                  backend::bind_complete() + backend::complete("SELECT 3") + backend::ready('T'));
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls == Lines{"begin: duration=1 service=1 first=1",
                                    "select $1: duration=20 service=20 first=10 rows=2",
                                    "select $1: duration=10 service=10 first=10 rows=3"});
}
