#include <algorithm>
#include <iterator>

#include <catch2/catch.hpp>

#include "told.h"

/// Texts are read as the server of the session reads them.

namespace {

using pgoscope::session::Options;

std::string standard_strings(std::string_view value) {
    return backend::parameter_status("standard_conforming_strings", value);
}

std::string encoding(std::string_view name) {
    return backend::parameter_status("client_encoding", name);
}

/// Begins a session whose server reports `settings` before it is ready.
Script session_with(const std::string& settings, std::string_view version = "15.14") {
    Script script;
    script.open(0).client(2, frontend::startup());
    script.server(10, backend::ok() + backend::parameter_status("server_version", version) +
                          settings + backend::ready());
    return script;
}

/// The statements of all calls, in their order.
Lines calls(const Told& told) {
    Lines statements;
    for (const auto& call : told.sink->calls)
        statements.push_back(call.substr(0, call.find(": duration")));
    return statements;
}

Lines calls(Script& script, const Options& options = {}) {
    return calls(play_split(script.close(900), options));
}

/// To a Query of several statements.
std::string results(std::size_t count, char status = 'I') {
    std::string answer;
    for (std::size_t i = 0; i < count; ++i)
        answer += backend::result(1);
    return answer + backend::ready(status);
}

constexpr std::string_view escaped = R"(select 'a\'; select 1 as x; --')";

}  // namespace

TEST_CASE("standard_conforming_strings decides whether a backslash escapes") {
    auto on = session_with(standard_strings("on"));
    on.client(20, frontend::query(escaped)).server(30, results(2));
    CHECK(calls(on) == Lines{"select $1", "select $1 as x"});

    auto off = session_with(standard_strings("off"));
    off.client(20, frontend::query(escaped)).server(30, results(1));
    CHECK(calls(off) == Lines{"select $1"});

    auto extended = session_with(standard_strings("off"));
    extended.client(20, frontend::one_shot(escaped)).server(30, backend::one_shot(1));
    CHECK(calls(extended) == Lines{"select $1"});
}

TEST_CASE("a server that does not report the setting has it from 8.1 on") {
    for (const auto* version : {"7.4.19", "8.0.26", "8.0beta1"}) {
        auto script = session_with({}, version);
        script.client(20, frontend::query(escaped)).server(30, results(1));
        INFO(version);
        CHECK(calls(script) == Lines{"select $1"});
    }
    for (const auto* version : {"8.1.0", "10.3", "1.21.0/bouncer", "unheard of"}) {
        auto script = session_with({}, version);
        script.client(20, frontend::query(escaped)).server(30, results(2));
        INFO(version);
        CHECK(calls(script).size() == 2);
    }
}

TEST_CASE("a SET acts on the messages behind its own, not inside of it") {
    auto script = session_with(standard_strings("on"));
    script.client(20, frontend::query(R"(set standard_conforming_strings = off; select '\')"));
    script.server(30, backend::complete("SET") + backend::result(1) + standard_strings("off") +
                          backend::ready());
    script.client(40, frontend::query(escaped)).server(50, results(1));
    CHECK(calls(script) ==
          Lines{"set standard_conforming_strings = off", "select $1", "select $1"});
}

TEST_CASE("requests sent ahead behind a SET are read as it says") {
    const std::string set = GENERATE(
        "set standard_conforming_strings = off", "SET Standard_Conforming_Strings TO 'off'",
        "set session standard_conforming_strings to false", "select 1",
        "select set_config('standard_conforming_strings', 'off', false)");
    const bool sets = set != "select 1";
    auto script = session_with(standard_strings("on"));
    script.client(20,
                  frontend::query(set) + frontend::query(escaped) + frontend::query("select 2"));
    script.server(30, backend::complete("SET") + (sets ? standard_strings("off") : "") +
                          backend::ready() + results(sets ? 1 : 2) + results(1));
    INFO(set);
    CHECK(calls(script).size() == (sets ? 3 : 4));

    auto extended = session_with(standard_strings("on"));
    extended.client(20, frontend::one_shot(set) + frontend::one_shot(escaped));
    extended.server(30, backend::parse_complete() + backend::bind_complete() +
                            backend::complete("SET") + backend::ready() + backend::one_shot(1));
    CHECK(calls(extended)[1] == (sets ? "select $1" : "select $1"));
}

TEST_CASE("a rollback takes a SET back") {
    auto waiting = session_with(standard_strings("on"));
    waiting.client(20, frontend::query("begin; set standard_conforming_strings = off"));
    waiting.server(30, backend::complete("BEGIN") + backend::complete("SET") +
                           standard_strings("off") + backend::ready('T'));
    waiting.client(40, frontend::query("rollback"));
    waiting.server(50, backend::complete("ROLLBACK") + standard_strings("on") + backend::ready());
    waiting.client(60, frontend::query(escaped)).server(70, results(2));
    CHECK(calls(waiting).size() == 5);

    auto ahead = session_with(standard_strings("on"));
    ahead.client(20, frontend::query("begin") +
                         frontend::query("set local standard_conforming_strings = off") +
                         frontend::query("rollback") + frontend::query(escaped));
    ahead.server(30, backend::complete("BEGIN") + backend::ready('T') + backend::complete("SET") +
                         backend::ready('T') + backend::complete("ROLLBACK") + backend::ready() +
                         results(2));
    CHECK(calls(ahead).size() == 5);
}

TEST_CASE("SET LOCAL ends with the transaction, and what is sent ahead behind it is hidden") {
    auto script = session_with(standard_strings("on") + encoding("UTF8"));
    script.client(20, frontend::query("begin") +
                          frontend::query("set local standard_conforming_strings = off") +
                          frontend::query(R"(select 'a\'', 1)") + frontend::query("commit") +
                          frontend::query(R"(select 'a\', 'topsecret')"));
    script.server(30, backend::complete("BEGIN") + backend::ready('T') + backend::complete("SET") +
                          backend::ready('T') + results(1, 'T') + backend::complete("COMMIT") +
                          backend::ready() + results(1));
    const auto all = calls(script);
    REQUIRE(all.size() == 5);
    CHECK(all[2] == "select $1, $2");
    CHECK(all[4] == "select $1, $2");

    // What a savepoint or a failure takes back is not foreseen: constants of either reading go.
    auto unforeseen = session_with(standard_strings("on") + encoding("UTF8"));
    unforeseen.client(20,
                      frontend::query("do 'x'") + frontend::query(R"(select 'a\', 'topsecret')") +
                          frontend::query("set standard_conforming_strings = off; select 1 / 0") +
                          frontend::query(R"(select 'a\', 'topsecret')"));
    unforeseen.server(30, backend::complete("DO") + backend::ready() + results(1) +
                              backend::complete("SET") + backend::error("22012") +
                              backend::ready() + results(1));
    for (const auto& call : calls(unforeseen))
        CHECK(call.find("topsecret") == std::string::npos);
}

TEST_CASE("a SET that failed is forgotten once all is answered") {
    auto script = session_with(standard_strings("on"));
    script.client(20, frontend::query("set standard_conforming_strings = off, 1"));
    script.server(30, backend::error("42601") + backend::ready());
    script.client(40, frontend::query(escaped)).server(50, results(2));
    CHECK(calls(script).size() == 2);
}

TEST_CASE("where the capture begins in the middle the settings are assumed, and it is told") {
    Script script;
    script.open(0, false).client(20, frontend::query(escaped)).server(30, results(2));
    script.client(40, frontend::query(R"(select 'it\'s', topsecret)"));
    script.server(50, results(1));
    const auto told = play(script.close(200));
    CHECK(calls(told) == Lines{"select $1", "select $1 as $2", "select $1 $2 $3"});
    CHECK(reads_as_assumed(told.session()));
    CHECK_FALSE(told.session().standard_conforming_strings);

    Script reported;
    reported.open(0, false).client(20, frontend::query("select 1"));
    reported.server(
        30, backend::result(1) + standard_strings("off") + encoding("UTF8") + backend::ready());
    reported.client(40, frontend::query(escaped)).server(50, results(1));
    const auto known = play(reported.close(200));
    CHECK(calls(known).back() == "select $1");
    CHECK_FALSE(reads_as_assumed(known.session()));
}

TEST_CASE("text is UTF-8, whatever the client's encoding") {
    auto sjis = session_with(encoding("SJIS") + standard_strings("on"));
    sjis.client(20, frontend::query("select E'\x83\\', a from \x83\\"));
    sjis.server(30, backend::row_description({"\x83\\"}) + backend::row() +
                        backend::complete("SELECT 1") + backend::ready());
    sjis.client(40, frontend::query("select nope"));
    sjis.server(50, backend::diagnostic(
                        'E', {{'S', "ERROR"}, {'C', "42703"}, {'M', "\x83\\ no"}, {'P', "8"}}) +
                        backend::ready());
    const auto told = play_split(sjis.close(200));
    CHECK(calls(told) == Lines{"select $1, a from \u30bd"});
    CHECK(told.sink->failed == Lines{"42703 select nope"});

    auto utf8 = session_with(encoding("UTF8"));
    utf8.client(20, frontend::query("select 'x', a from \u30bd")).server(30, results(1));
    CHECK(calls(utf8) == calls(told));

    auto latin1 = session_with(encoding("LATIN1"));
    latin1.client(20, frontend::parse("g\xFC",
                                      "select gr\xFC\xDF"
                                      "e") +
                          frontend::bind({}, "g\xFC") + frontend::execute() + frontend::sync());
    latin1.server(30, backend::one_shot(1));
    CHECK(calls(latin1) == Lines{"select gr\u00fc\u00dfe"});
}

TEST_CASE("text that is not of the client's encoding is read as it was sent") {
    // The bytes that follow a first byte belong to the character all the same.
    auto script = session_with(encoding("SJIS") + standard_strings("on"));
    script.client(20, frontend::query("select E'\x83\\', '\x80\xFF' as b"));
    script.server(30, backend::error("22021") + backend::ready());
    CHECK(play_split(script.close(200)).sink->failed == Lines{"22021 select $1, $2 as b"});
}

TEST_CASE("a SET of client_encoding holds for what is sent behind it") {
    auto script = session_with(encoding("UTF8") + standard_strings("on"));
    script.client(20,
                  frontend::query("set names 'LATIN1'") + frontend::query("select 1 as gr\xFC\xDF"
                                                                          "e"));
    script.server(30,
                  backend::complete("SET") + encoding("LATIN1") + backend::ready() + results(1));
    CHECK(calls(script).back() == "select $1 as gr\u00fc\u00dfe");
}

TEST_CASE("all statements of a Query of any length are told") {
    std::string sql;
    std::string answer;
    for (int i = 0; i < 600; ++i) {
        sql += "insert into migration_" + std::to_string(i) + " values (1, 'a;b'); /* ; */ ";
        answer += backend::complete("INSERT 0 1");
    }
    Options options;
    options.limits.message_bytes = GENERATE(as<std::uint32_t>{}, 64, 4096, 65'536);
    auto script = ready_session();
    script.client(20, frontend::query(sql)).server(30, answer + backend::ready());
    const auto told = play_split(script.close(200), options);
    const auto all = calls(told);
    REQUIRE(all.size() == 600);
    CHECK(all[0] == "insert into migration_0 values ($1, $2)");
    CHECK(all[599] == "insert into migration_599 values ($1, $2)");

    auto failing = ready_session();
    failing.client(20, frontend::query(sql + "selec bad"));
    failing.server(
        30, backend::diagnostic(
                'E', {{'S', "ERROR"}, {'C', "42601"}, {'P', std::to_string(sql.size() + 1)}}) +
                backend::ready());
    CHECK(play_split(failing.close(200), options).sink->failed == Lines{"42601 selec bad"});
}

TEST_CASE("a long Parse is one statement") {
    Options options;
    options.limits.message_bytes = 64;
    const auto sql = "select " + std::string(1000, '1') + ", b from t where c = $1";
    auto script = ready_session();
    script.client(20, frontend::one_shot(sql)).server(30, backend::one_shot(1));
    CHECK(calls(script, options) == Lines{"select $2, b from t where c = $1"});
}

TEST_CASE("statements beyond the limit of a long Query are told to be left out") {
    Options options;
    options.limits.message_bytes = 64;
    options.limits.query_statements = 2;
    auto script = ready_session();
    script.client(20, frontend::query("select 1; select 2, 2; select 3; select '" +
                                      std::string(100, 'x') + "'"));
    script.server(30, results(4));
    const auto told = play_split(script.close(200), options);
    const std::string left_out = "statements of long Queries beyond --limit-query-statements";
    CHECK(calls(told) == Lines{"select $1", "select $1, $2", left_out, left_out});
    CHECK(told.limits.query_statements == 1);
    // Only the ReadyForQuery tells which result is the last, so it alone completes the Query.
    Lines completions;
    std::copy_if(told.sink->messages.begin(), told.sink->messages.end(),
                 std::back_inserter(completions),
                 [](const std::string& line) { return line.ends_with(" #2."); });
    CHECK(completions == Lines{"< ReadyForQuery #2."});
}

TEST_CASE("statements behind bytes of a long Query that are missing are not known") {
    Options options;
    options.limits.message_bytes = 64;
    const auto request = frontend::query("select 1; select '" + std::string(200, 'x') +
                                         "'; select 2; select 3 as three");
    auto script = ready_session();
    script.client(20, request.substr(0, 120));
    script.client_gap(21, 40);
    script.client(22, request.substr(160)).server(30, results(4));
    const auto told = play(script.close(200), options);
    CHECK(calls(told)[0] == "select $1");
    CHECK(calls(told)[3] == "unknown statement (the capture lacks this part of the Query)");
}
