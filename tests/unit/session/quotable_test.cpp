#include <catch2/catch.hpp>

#include "told.h"

using pgoscope::session::Options;

namespace {

Options keeping() {
    Options options;
    options.keep_requests = true;
    return options;
}

std::string error_saying(std::string_view message, std::string_view sqlstate = "42P01") {
    return backend::diagnostic('E', {{'S', "ERROR"}, {'C', sqlstate}, {'M', message}});
}

std::string notice_saying(std::string_view message) {
    return backend::diagnostic('N', {{'S', "NOTICE"}, {'C', "00000"}, {'M', message}});
}

}  // namespace

TEST_CASE("an error is compared with its own request and those before") {
    auto script = ready_session();
    script.client(20, frontend::query("select 'first'"))
        .server(21, backend::result(1) + backend::ready());
    script.client(30, frontend::query("select 'second' from t"))
        .server(31, error_saying("\"first\" \"second\" \"t\" \"other\"") + backend::ready());
    const auto told = play_split(script.close(90), keeping());
    CHECK(told.sink->redacted.back() == "\"redacted\" \"redacted\" \"t\" \"other\"");
}

TEST_CASE("a notice is compared with the request that is answered") {
    auto script = ready_session();
    script.client(20, frontend::query("drop table if exists t, u; select 'value'"))
        .server(21, notice_saying("table \"t\" is not \"value\"") + backend::complete("DROP TABLE"))
        .server(22, backend::result(1) + backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "table \"t\" is not \"redacted\"");
}

TEST_CASE("parameters are values of what is executed") {
    auto script = ready_session();
    script.client(20, frontend::parse("s", "select $1 from t") + frontend::sync())
        .server(21, backend::parse_complete() + backend::ready());
    script.client(30, frontend::bind("", "s", {"value"}) + frontend::execute() + frontend::sync())
        .server(31, backend::bind_complete() + error_saying("\"value\" of \"t\" and \"other\"") +
                        backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "\"redacted\" of \"t\" and \"other\"");
}

TEST_CASE("of a binary parameter the texts in it are values") {
    auto script = ready_session();
    const std::string_view array("\0\0\0\1\0\0\0\5value\0\0\0\3abc", 20);
    script
        .client(30, frontend::parse("", "select $1 from t") + frontend::bind("", "", {array}) +
                        frontend::execute() + frontend::sync())
        .server(31, backend::parse_complete() + backend::bind_complete() +
                        error_saying("\"value\" \"abc\" of \"t\" and \"other\"") +
                        backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "\"redacted\" \"redacted\" of \"t\" and \"other\"");
}

TEST_CASE("a binary number is a value as the server may write it") {
    const auto said = GENERATE("value 7650043 of \"t\"", "value 7.65004e+06 of \"t\"");
    auto script = ready_session();
    const std::string_view number(
        "\x41"
        "\x5d"
        "\x2e"
        "\xbe"
        "\xc0"
        "\x00"
        "\x00"
        "\x00",
        8);
    script
        .client(30, frontend::parse("", "select $1 from t") + frontend::bind("", "", {number}) +
                        frontend::execute() + frontend::sync())
        .server(31, backend::parse_complete() + backend::bind_complete() + error_saying(said) +
                        backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "value redacted of \"t\"");
}

TEST_CASE("a portal is known by the Bind that made it") {
    auto script = ready_session();
    script
        .client(20, frontend::parse("", "select $1 from t") + frontend::bind("p", "", {"value"}) +
                        frontend::sync())
        .server(21, backend::parse_complete() + backend::bind_complete() + backend::ready('T'));
    script.client(30, frontend::execute("p") + frontend::sync())
        .server(31, error_saying("\"value\" of \"t\" and \"other\"") + backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "\"redacted\" of \"t\" and \"other\"");
}

TEST_CASE("where the request is not in the capture, all that is quoted is hidden") {
    Script script;
    script.open(0, false)
        .client(20, frontend::execute("p") + frontend::sync())
        .server(21, error_saying("\"value\" of \"t\"") + backend::ready());
    script.client(30, frontend::query("select 1"))
        .server(31, error_saying("no \"other\"") + backend::ready());
    const auto told = play(script.close(90), keeping());
    CHECK(told.sink->redacted == Lines{"\"redacted\"", "no \"other\""});
}

TEST_CASE("constants are read as the server of the session reads them") {
    Script script;
    script.open(0)
        .client(2, frontend::startup())
        .server(10, backend::ok() + backend::parameter_status("server_version", "15.14") +
                        backend::parameter_status("standard_conforming_strings", "off") +
                        backend::ready());
    script.client(20, frontend::query("select 'O\\'Brien', 'x' from t"))
        .server(21, error_saying("no \"O'Brien\" in \"t\"") + backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "no \"redacted\" in \"t\"");
}

TEST_CASE("where the settings are not known, what any reading calls a constant is hidden") {
    Script script;
    script.open(0, false)
        .client(20, frontend::query("select Smith, 'O\\'Brien' from t"))
        .server(21, error_saying("\"brien\" \"O'Brien\" \"t\" of \"smith\"") + backend::ready());
    // Standard strings would end before Brien, and another begin before `from t`.
    CHECK(play(script.close(90), keeping()).sink->redacted.back() ==
          "\"redacted\" \"redacted\" \"redacted\" of \"smith\"");
}

TEST_CASE("a request that was too long to be kept is not known") {
    auto options = keeping();
    options.limits.recent_request_bytes = 200;
    auto script = ready_session();
    script.client(20, frontend::query("select '" + std::string(200, 'x') + "' from t"))
        .server(21, error_saying("no \"t\"") + backend::ready());
    const auto told = play_split(script.close(90), options);
    CHECK(told.sink->redacted.back() == "no \"redacted\"");
    CHECK(told.limits.recent_requests == 1);
}

TEST_CASE("the user and the database of a session are names") {
    Script script;
    script.open(0)
        .client(2, frontend::startup())
        .server(10, error_saying("role \"app\" has no \"orders\" for \"22\"", "22023"));
    CHECK(play(script.close(90), keeping()).sink->redacted ==
          Lines{"role \"app\" has no \"orders\" for \"redacted\""});
}

TEST_CASE("the reason of a CopyFail comes back") {
    auto script = ready_session();
    script.client(20, frontend::query("copy t from stdin"))
        .server(21, backend::copy_response('G'))
        .client(22, frontend::copy_fail("private reason"))
        .server(23,
                error_saying("COPY from stdin failed: private reason", "57014") + backend::ready());
    CHECK(play_split(script.close(90), keeping()).sink->redacted.back() ==
          "COPY from stdin failed: redacted");
}

TEST_CASE("a setting that was asked for is a value when it comes back") {
    auto script = ready_session();
    script.client(20, frontend::query("set timezone = 'Mars/Base'"))
        .server(21, backend::complete("SET") + backend::parameter_status("TimeZone", "Mars/Base") +
                        backend::parameter_status("application_name", "Mars/Base") +
                        backend::parameter_status("search_path", "public, \"Mars/Base\"") +
                        backend::parameter_status("other", "public") + backend::ready());
    const auto told = play_split(script.close(90), keeping());
    const auto& redacted = told.sink->redacted;
    CHECK(Lines(redacted.end() - 4, redacted.end()) ==
          Lines{"redacted", "Mars/Base", "redacted", "public"});
}

TEST_CASE("a secret is hidden in later messages, whether values are or not") {
    auto script = ready_session();
    script.client(20, frontend::query("alter role r password 'hunter22'"))
        .server(21, backend::complete("ALTER ROLE") + backend::ready());
    for (int i = 0; i < 100; ++i)
        script.client(30 + i, frontend::query("select '" + std::string(500, 'x') + "'"))
            .server(30 + i, backend::result(1) + backend::ready());
    script.client(200, frontend::query("select f()"))
        .server(201, backend::diagnostic('E', {{'S', "ERROR"},
                                               {'C', "42501"},
                                               {'M', "no hunter22"},
                                               {'D', "it is HUNTER22"},
                                               {'W', "at hunter22"}}) +
                         backend::ready());
    const auto told = play_split(script.close(290));
    CHECK(told.sink->without_secrets ==
          Lines{"ERROR", "42501", "no redacted", "it is redacted", "at redacted"});
    CHECK(told.sink->redacted.back() == "?");
}

TEST_CASE("an argument of EXECUTE is a secret where the prepared statement has one") {
    const auto prepare = frontend::query("prepare sp(int, text) as update u set a=$1, password=$2");
    const auto error = backend::diagnostic('E', {{'M', "visible hunter22"}}) + backend::ready();
    const auto* execute =
        GENERATE("execute sp('visible', 'hunter22')", "explain execute SP('visible', 'hunter22')",
                 "create table t as execute \"sp\"('visible', 'hunter22')",
                 "select 1; execute sp ('visible', /* c */ 'hunter22')");
    auto answered = ready_session();
    answered.client(20, prepare)
        .server(21, backend::complete("PREPARE") + backend::ready())
        .client(22, frontend::query(execute))
        .server(23, error);
    CHECK(play_split(answered.close(90)).sink->without_secrets == Lines{"visible redacted"});
    auto pipelined = ready_session();
    pipelined.client(20, prepare + frontend::query(execute))
        .server(21, backend::complete("PREPARE") + backend::ready() + error);
    CHECK(play_split(pipelined.close(90)).sink->without_secrets == Lines{"visible redacted"});
    auto parsed = ready_session();
    parsed
        .client(20, frontend::parse("sp", "update u set a = $1, password = $2") + frontend::sync())
        .server(21, backend::parse_complete() + backend::ready())
        .client(22, frontend::query(execute))
        .server(23, error);
    CHECK(play_split(parsed.close(90)).sink->without_secrets == Lines{"visible redacted"});
}

TEST_CASE("EXECUTE of what another statement prepared has no secrets") {
    auto script = ready_session();
    script
        .client(20, frontend::query("prepare a as update u set a = $1; prepare b as update u set "
                                    "password = $1; execute a('visible')"))
        .server(21, backend::diagnostic('E', {{'M', "visible"}}) + backend::ready());
    CHECK(play_split(script.close(90)).sink->without_secrets == Lines{"?"});
}

TEST_CASE("what an error tells of a row of COPY is hidden if a column is one of secrets") {
    const auto failing = [](std::string_view copy, std::string_view where) {
        auto script = ready_session();
        script.client(20, frontend::query(copy))
            .server(21, backend::copy_response('G'))
            .client(22, frontend::copy_data("1\thunter22\n") + frontend::copy_done())
            .server(23, backend::diagnostic('E', {{'C', "23502"},
                                                  {'M', "bad: \"hunter22\""},
                                                  {'D', "Failing row contains (1, hunter22)."},
                                                  {'W', std::string(where)}}) +
                            backend::ready());
        return play_split(script.close(90)).sink->without_secrets;
    };
    CHECK(failing("copy t (id, password) from stdin", "COPY t, line 1: \"1\thunter22\"") ==
          Lines{"23502", "bad: \"hunter22\"", "Failing row contains (redacted).",
                "COPY t, line 1: \"redacted\""});
    CHECK(failing("copy t from stdin", "COPY t, line 1, column token: \"hunter22\"") ==
          Lines{"23502", "bad: \"redacted\"", "Failing row contains (1, redacted).",
                "COPY t, line 1, column token: \"redacted\""});
    CHECK(failing("copy t (id, a) from stdin", "COPY t, line 1: \"1\thunter22\"") ==
          Lines{"23502", "bad: \"hunter22\"", "Failing row contains (1, hunter22).",
                "COPY t, line 1: \"1\thunter22\""});
}

TEST_CASE("a parameter that stands where a secret would is a secret") {
    auto script = ready_session();
    script
        .client(20, frontend::parse("", "insert into users (name, password) values ($1, $2)") +
                        frontend::bind("", "", {"visible", "hunter22"}) + frontend::execute() +
                        frontend::sync())
        .server(21, backend::parse_complete() + backend::bind_complete() +
                        backend::diagnostic('E', {{'M', "visible hunter22"}}) + backend::ready());
    CHECK(play_split(script.close(90)).sink->without_secrets == Lines{"visible redacted"});
}

TEST_CASE("without secrets nothing is kept that nobody asked for") {
    Options options;
    options.limits.recent_requests_total_bytes = 0;
    auto script = ready_session();
    script.client(20, frontend::query("select 'x'"))
        .server(21, error_saying("no \"x\"") + backend::ready());
    const auto told = play_split(script.close(90), options);
    CHECK(told.sink->redacted.back() == "?");
    CHECK(told.limits.recent_requests == 0);
}
