#include <catch2/catch.hpp>

#include "told.h"

/// Each COPY for itself, of which a Query can have several.

namespace {

std::string rows_out(std::string_view line, std::string_view tag) {
    return backend::copy_response('H') + backend::copy_data(line) + backend::copy_done() +
           backend::complete(tag);
}

}  // namespace

TEST_CASE("every COPY of a Query is told for itself") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin; select 1; copy u to stdout"));
    script.server(110, backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n2\n")).client(150, frontend::copy_done());
    script.server(160, backend::complete("COPY 2"));
    script.server(180, backend::result(1) + rows_out("3\n", "COPY 1") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->copies == Lines{"in time=50 bytes=4 rows=2 | copy t from stdin",
                                     "out time=0 bytes=2 rows=1 | copy u to stdout"});
}

TEST_CASE("the time of one COPY is not that of what its Query did before") {
    auto script = ready_session();
    script.client(100, frontend::query("select 1; copy t to stdout; copy u to stdout"));
    script.server(110, backend::result(1));
    script.server(120, backend::copy_response('H')).server(125, backend::copy_data("1\n"));
    script.server(130, backend::copy_done() + backend::complete("COPY 1"));
    // All in one packet: it is the server's time.
    script.server(170, rows_out("2\n", "COPY 1") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->copies == Lines{"out time=10 bytes=2 rows=1 | copy t to stdout",
                                     "out time=40 bytes=2 rows=1 | copy u to stdout"});
}

TEST_CASE("a COPY behind another counts its service from its own CopyDone") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t from stdin; copy u from stdin"));
    script.server(110, backend::copy_response('G')).client(120, frontend::copy_done());
    script.server(130, backend::complete("COPY 0") + backend::copy_response('G'));
    script.client(170, frontend::copy_data("1\n") + frontend::copy_done());
    script.server(175, backend::complete("COPY 1") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->calls == Lines{"copy t from stdin: duration=30 service=10 first=10",
                                    "copy u from stdin: duration=45 service=5 first=0 rows=1"});
}

TEST_CASE("of the COPYs in a Query the one that the error ends has failed") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout; copy u from stdin; copy t to stdout"));
    script.server(110, rows_out("1\n", "COPY 1") + backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n") + frontend::copy_fail("enough"));
    script.server(130, backend::error("57014") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->copies == Lines{"out time=10 bytes=2 rows=1 | copy t to stdout",
                                     "in failed (enough) time=20 bytes=2 rows=1 | "
                                     "copy u from stdin"});
}

TEST_CASE("COPYs of a pipeline, of which the server skips those behind an error") {
    using namespace frontend;
    auto script = ready_session();
    script.client(100, one_shot("copy t to stdout") + one_shot("copy u to stdout") +
                           one_shot("copy v to stdout") + frontend::sync());
    const auto begun = backend::parse_complete() + backend::bind_complete() + backend::no_data();
    script.server(110, begun + rows_out("1\n", "COPY 1"));
    script.server(120, begun + backend::copy_response('H') + backend::copy_data("2\n"));
    script.server(125, backend::error("22012") + backend::ready());
    const auto told = play_split(script.close(200));
    CHECK(told.sink->copies == Lines{"out time=10 bytes=2 rows=1 | copy t to stdout",
                                     "out failed time=5 bytes=2 rows=1 | copy u to stdout"});
}

TEST_CASE("a COPY whose end is not in the capture is told as far as it went") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout; copy u from stdin"));
    script.server(110, rows_out("1\n", "COPY 1") + backend::copy_response('G'));
    script.client(120, frontend::copy_data("1\n2\n"));
    const Lines cut{"out time=10 bytes=2 rows=1 | copy t to stdout",
                    "in failed bytes=4 rows=2 | copy u from stdin"};
    SECTION("the connection breaks") {
        CHECK(play_split(script.close(130, pgoscope::tcp::CloseReason::reset)).sink->copies == cut);
    }
    SECTION("the capture ends") {
        script.close(130, pgoscope::tcp::CloseReason::end_of_capture);
        CHECK(play_split(script).sink->copies == cut);
    }
    SECTION("its completion is in a gap, and the next request shows that it is over") {
        // Where a boundary is found again depends on the segments.
        script.client(125, frontend::copy_done()).server_gap(130, 20);
        script.client(140, frontend::query("copy v to stdout"));
        script.server(150, rows_out("7\n", "COPY 1") + backend::ready());
        auto all = cut;
        all.emplace_back("out time=10 bytes=2 rows=1 | copy v to stdout");
        CHECK(play(script.close(200)).sink->copies == all);
    }
    SECTION("its completion is in a gap, but not ReadyForQuery") {
        script.client(125, frontend::copy_done()).server_gap(130, 12);
        script.server(131, backend::ready());
        const auto told = play(script.close(200));
        CHECK(told.sink->copies == cut);
        // Told before the exchange that it is part of.
        CHECK(told.sink->exchanges.back().starts_with("2 copy_in"));
    }
}

TEST_CASE("a gap in its data does not end a COPY, whose rows cannot be counted then") {
    auto script = ready_session();
    script.client(100, frontend::query("copy t to stdout"));
    script.server(110, backend::copy_response('H') + backend::copy_data("1\n"));
    script.server_gap(120, 70);
    script.server(130, backend::copy_data("2\n") + backend::copy_data("3\n"));
    script.server(140, backend::copy_done() + backend::complete("COPY 9") + backend::ready());
    const auto told = play(script.close(200));
    CHECK(told.sink->copies == Lines{"out time=30 bytes=6 uncounted | copy t to stdout"});
}
