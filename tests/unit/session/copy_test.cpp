#include <catch2/catch.hpp>

#include "told.h"

namespace {

/// A Query behind whatever happened, which takes 7.
void probe(Script& script, pgoscope::PacketTime time) {
    script.client(time, frontend::query("select 99"));
    script.server(time + 7, backend::result(1) + backend::ready());
}

/// That Query's exchange, its number and think time left out.
void check_probe(const Told& told) {
    const auto& last = told.sink->exchanges.back();
    CHECK(last.find("query completed duration=7 first=7 transfer=0") != std::string::npos);
    CHECK(last.find("service=7 rows=1 results=1 | select $1") != std::string::npos);
    REQUIRE_FALSE(told.sink->calls.empty());
    CHECK(told.sink->calls.back() == "select $1: duration=7 service=7 first=7 rows=1");
}

}  // namespace

TEST_CASE("COPY in counts its service from CopyDone") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin"));
    script.server(110, backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n")).client(150, frontend::copy_data("2\n"));
    script.client(160, frontend::copy_done());
    script.server(175, backend::complete("COPY 2")).server(176, backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 copy_in completed duration=75 first=10 transfer=65 think=90 "
                                   "service=15 rows=2 results=1 | copy t from stdin"});
    CHECK(told.sink->calls == Lines{"copy t from stdin: duration=75 service=15 first=10 rows=2"});
    CHECK(told.sink->request_bytes == 23 + 7 + 7 + 5);
}

// Without waiting for the server, as an application may that knows what it will say.
TEST_CASE("COPY data sent ahead of the CopyInResponse is over with the COPY") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin") + frontend::copy_data("1\n") +
                           frontend::copy_done());
    script.server(110,
                  backend::copy_response('G') + backend::complete("COPY 1") + backend::ready());
    SECTION("a request at a time") {
        probe(script, 120);
    }
    SECTION("more such COPYs") {
        for (const int time : {120, 130})
            script
                .client(time, frontend::query("copy t from stdin") + frontend::copy_data("1\n") +
                                  frontend::copy_done())
                .server(time + 5, backend::copy_response('G') + backend::complete("COPY 1") +
                                      backend::ready());
    }
    // The first of two Syncs in a row is none within COPY data, which would have no answer.
    const auto group = frontend::parse("", "select 1") + frontend::bind("", "") +
                       frontend::execute() + frontend::sync();
    const auto answer = backend::parse_complete() + backend::bind_complete() + backend::rows(1) +
                        backend::complete("SELECT 1") + backend::ready();
    script.client(140, group + frontend::sync() + group);
    script.server(145, answer + backend::ready() + answer);
    probe(script, 150);
    const auto told = play_split(script.close(200));
    for (const auto& exchange : told.sink->exchanges)
        CHECK(exchange.find(" completed ") != std::string::npos);
    check_probe(told);
}

TEST_CASE("COPY out") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout"));
    script.server(110, backend::copy_response('H') + backend::copy_data("1\n"));
    script.server(140, backend::copy_done() + backend::complete("COPY 1") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told) == Lines{"2 copy_out completed duration=40 first=10 transfer=30 think=90 "
                                   "service=40 rows=1 results=1 | copy t to stdout"});
}

TEST_CASE("COPY in that the client breaks off") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin"));
    script.server(110, backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n") + frontend::copy_fail("enough"));
    script.server(125, backend::error("57014") + backend::ready());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[0] ==
          "2 copy_in failed duration=25 first=10 transfer=15 think=90 "
          "service=5 57014 | copy t from stdin");
    check_probe(told);
}

TEST_CASE("COPY in that the server ends early: data still under way belongs to nothing") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin"));
    script.server(110, backend::copy_response('G'));
    script.client(120, frontend::copy_data("x\n"));
    script.server(125, backend::error("22P02") + backend::ready());
    script.client(126, frontend::copy_data("y\n") + frontend::copy_done());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[0] ==
          "2 copy_in failed duration=25 first=10 transfer=15 think=90 "
          "service=25 22P02 | copy t from stdin");
    check_probe(told);
}

TEST_CASE("COPY in by Execute, the Sync behind CopyDone") {
    auto script = ready_session();
    script.client(100, frontend::parse("", "copy t from stdin") + frontend::bind("", "") +
                           frontend::execute() + frontend::flush());
    script.server(
        110, backend::parse_complete() + backend::bind_complete() + backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n") + frontend::copy_done() + frontend::sync());
    script.server(140, backend::complete("COPY 1") + backend::ready());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[0] ==
          "2 copy_in completed duration=40 first=10 transfer=30 think=90 "
          "service=20 rows=1 results=1 | copy t from stdin");
    check_probe(told);
}

// The server reads the Sync behind Execute while it takes COPY data and swallows it.
TEST_CASE("a Sync right behind the Execute of a COPY in is swallowed") {
    const auto begun = [] {
        auto script = ready_session();
        script.client(100, frontend::parse("", "copy t from stdin") + frontend::bind("", "") +
                               frontend::execute() + frontend::sync());
        script.server(110, backend::parse_complete() + backend::bind_complete() +
                               backend::copy_response('G'));
        return script;
    };
    SECTION("the COPY succeeds") {
        auto script = begun();
        script.client(120, frontend::copy_data("1\n") + frontend::copy_done() + frontend::sync());
        script.server(140, backend::complete("COPY 1") + backend::ready());
        probe(script, 150);
        check_probe(play_split(script.close(200)));
    }
    SECTION("it succeeds before the second Sync is seen") {
        auto script = begun();
        script.client(120, frontend::copy_data("1\n") + frontend::copy_done());
        script.client(120, frontend::flush()).server(140, backend::complete("COPY 1"));
        script.client(141, frontend::sync()).server(142, backend::ready());
        probe(script, 150);
        check_probe(play_split(script.close(200)));
    }
    SECTION("CopyFail and Sync in one write") {
        auto script = begun();
        script.client(120, frontend::copy_fail("no") + frontend::sync());
        script.server(140, backend::error("57014") + backend::ready());
        probe(script, 150);
        check_probe(play_split(script.close(200)));
    }
    SECTION("the second Sync behind the error") {
        auto script = begun();
        script.client(120, frontend::copy_fail("no")).server(130, backend::error("57014"));
        script.client(140, frontend::sync()).server(141, backend::ready());
        probe(script, 150);
        check_probe(play_split(script.close(200)));
    }
    SECTION("the server fails first") {
        auto script = begun();
        script.client(120, frontend::copy_data("x\n")).server(130, backend::error("22P02"));
        script.client(135, frontend::copy_done() + frontend::sync()).server(141, backend::ready());
        probe(script, 150);
        check_probe(play_split(script.close(200)));
    }
    SECTION("another group is pipelined behind it, which the server cannot take then") {
        auto script = ready_session();
        script.client(100, frontend::parse("", "copy t from stdin") + frontend::bind("", "") +
                               frontend::execute() + frontend::sync() +
                               frontend::one_shot("select 1") + frontend::sync());
        script.server(110, backend::parse_complete() + backend::bind_complete() +
                               backend::copy_response('G'));
        script.server(111, backend::error("08P01") + backend::ready());
        probe(script, 150);
        const auto told = play_split(script.close(200));
        CHECK(exchanges(told)[0] ==
              "2 copy_in failed duration=11 first=10 transfer=1 think=90 "
              "service=11 08P01 | copy t from stdin");
        CHECK(exchanges(told)[1] == "3 execute skipped | select $1");
        check_probe(told);
    }
}

TEST_CASE("a COPY that fails before it begins swallows no Sync") {
    auto script = ready_session();
    script.client(100, frontend::parse("", "copy t from stdin") + frontend::bind("", "") +
                           frontend::execute() + frontend::sync());
    script.server(110, backend::parse_complete() + backend::bind_complete() +
                           backend::error("42P01") + backend::ready());
    probe(script, 150);
    check_probe(play_split(script.close(200)));
}

TEST_CASE("COPY out that breaks off") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout"));
    script.server(110, backend::copy_response('H') + backend::copy_data("1\n"));
    script.server(120, backend::error("22012") + backend::ready());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[0] ==
          "2 copy_out failed duration=20 first=10 transfer=10 think=90 "
          "service=20 22012 | copy t to stdout");
    check_probe(told);
}

TEST_CASE("COPY and other statements in one Query") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout; select 1; copy u from stdin"));
    script.server(110,
                  backend::copy_response('H') + backend::copy_done() + backend::complete("COPY 0"));
    script.server(120, backend::result(1) + backend::copy_response('G'));
    script.client(130, frontend::copy_done());
    script.server(140, backend::complete("COPY 0") + backend::ready());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls.size() == 4);
    CHECK(told.sink->calls[1] == "select $1: duration=10 service=10 first=10 rows=1");
    check_probe(told);
}

TEST_CASE("replication streams both ways until both sides are done") {
    auto script = ready_session();
    script.client(100, frontend::query("START_REPLICATION SLOT s LOGICAL 0/0"));
    script.server(110, backend::copy_response('W') + backend::copy_data("k"));
    script.client(120, frontend::copy_data("r")).client(125, frontend::copy_done());
    script.server(130, backend::copy_done() + backend::copy_data("k"));
    script.server(131, backend::complete("COPY 0") + backend::complete("START_REPLICATION"));
    script.server(132, backend::ready());
    probe(script, 150);
    const auto told = play_split(script.close(200));
    CHECK(exchanges(told)[0].starts_with("2 replication completed duration=31 first=10"));
    check_probe(told);
}

TEST_CASE("CopyData that is late or early is no digest of a password") {
    // The server refuses the first row while the client sends the next.
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin"));
    script.server(110, backend::copy_response('G'));
    script.client(120, frontend::copy_data("x\n"));
    script.server(130, backend::error("22P02"));
    script.client(131, frontend::copy_data("2\n") + frontend::copy_done());
    script.server(140, backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.session().server_kind == "PostgreSQL");
    CHECK(told.sink->malformed.empty());
}
