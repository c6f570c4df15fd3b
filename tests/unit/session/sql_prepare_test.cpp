#include <catch2/catch.hpp>

#include "told.h"

/// PREPARE, EXECUTE and DEALLOCATE of SQL, counted as pg_stat_statements 15 counts them.

namespace {

/// A session in which each request is answered before the next.
class Talk {
  public:
    Talk& run(std::string_view request, const std::string& replies) {
        script_.client(time_, request).server(time_ + 5, replies + backend::ready());
        time_ += 10;
        return *this;
    }
    Talk& prepare(std::string_view sql) {
        return run(frontend::query(sql), backend::complete("PREPARE"));
    }
    Talk& one_row(std::string_view sql) { return run(frontend::query(sql), backend::result(1)); }
    Told told() { return play_split(script_.close(time_)); }

  private:
    Script script_ = ready_session();
    pgoscope::PacketTime time_ = 100;
};

/// Texts of the calls.
Lines counted(const Told& told) {
    Lines counted;
    for (const auto& call : told.sink->calls)
        counted.push_back(call.substr(0, call.find(": duration")));
    return counted;
}

const std::string bind_and_run = frontend::bind({}, "p1") + frontend::execute() + frontend::sync();
const std::string bound_row =
    backend::bind_complete() + backend::rows(1) + backend::complete("SELECT 1");

}  // namespace

TEST_CASE("EXECUTE and Bind run what PREPARE named, and are counted as that") {
    Talk talk;
    talk.one_row("execute early(1)").prepare("prepare p1(int) as select $1, 'x'");
    talk.run(frontend::query("execute p1(3); execute P1(4)"),
             backend::result(1) + backend::result(1));
    talk.run(bind_and_run, bound_row);
    talk.run(frontend::one_shot("execute p1(5)") + frontend::sync(), backend::one_shot(1));
    const std::string p1 = "prepare p1(int) as select $1, $2";
    CHECK(counted(talk.told()) == Lines{"execute early($1)", p1, p1, p1, p1});
}

TEST_CASE("PREPARE by the extended protocol is no call, what it names is") {
    Talk talk;
    const auto prepare = frontend::one_shot("prepare p1 as select 2") + frontend::sync();
    const auto prepared = backend::parse_complete() + backend::bind_complete() +
                          backend::no_data() + backend::complete("PREPARE");
    SECTION("answered") {
        talk.run(prepare, prepared).run(bind_and_run, bound_row);
    }
    SECTION("not answered yet when Bind names it") {
        talk.run(prepare + bind_and_run, prepared + backend::ready() + bound_row);
    }
    CHECK(counted(talk.one_row("execute p1").told()) ==
          Lines{"prepare p1 as select $1", "prepare p1 as select $1"});
}

TEST_CASE("EXECUTE runs what Parse named") {
    Talk talk;
    talk.run(frontend::parse("s1", "select 1, 2") + frontend::sync(), backend::parse_complete());
    CHECK(counted(talk.one_row("execute s1").told()) == Lines{"select $1, $2"});
}

TEST_CASE("a name means what the latest PREPARE that succeeded made of it") {
    Talk talk;
    talk.prepare("prepare p1 as select 1");
    talk.run(frontend::query("prepare p1 as select 'never'"), backend::error("42P05"));
    talk.one_row("execute p1");
    talk.run(frontend::query("deallocate p1; prepare p1 as select 1, 2; execute p1"),
             backend::complete("DEALLOCATE") + backend::complete("PREPARE") + backend::result(1));
    // PREPARE is not undone with its transaction.
    talk.run(frontend::query("begin"), backend::complete("BEGIN"));
    talk.prepare("prepare p2 as select 1, 2, 3");
    talk.run(frontend::query("rollback"), backend::complete("ROLLBACK")).one_row("execute p2");
    CHECK(counted(talk.told()) == Lines{"prepare p1 as select $1", "prepare p1 as select $1, $2",
                                        "begin", "rollback", "prepare p2 as select $1, $2, $3"});
}

TEST_CASE("DEALLOCATE and DISCARD ALL forget what PREPARE named") {
    const auto [sql, tag] =
        GENERATE(table<std::string, std::string>({{"deallocate p1", "DEALLOCATE"},
                                                  {"deallocate all", "DEALLOCATE ALL"},
                                                  {"discard all", "DISCARD ALL"}}));
    Talk talk;
    talk.prepare("prepare p1 as select 1").run(frontend::query(sql), backend::complete(tag));
    talk.run(frontend::query("execute p1"), backend::error("26000"));
    talk.run(frontend::bind({}, "p1") + frontend::sync(), backend::error("26000"));
    const auto told = talk.told();
    CHECK(counted(told) == (sql == "discard all" ? Lines{sql} : Lines{}));
    CHECK(told.sink->failed == Lines{"26000 execute p1", "26000 unknown statement p1"});
}

TEST_CASE("an error of what EXECUTE runs is told where its calls are") {
    Talk talk;
    talk.prepare("prepare p1(int) as select 10 / $1");
    talk.run(frontend::query("execute p1(0)"), backend::error("22012"));
    talk.run(frontend::query("execute p1(nosuch)"),
             backend::diagnostic('E', {{'S', "ERROR"}, {'C', "42703"}, {'P', "12"}}));
    CHECK(talk.told().sink->failed ==
          Lines{"22012 prepare p1(int) as select $2 / $1", "42703 execute p1(nosuch)"});
}

TEST_CASE("names of PREPARE are bounded as those of Parse") {
    pgoscope::session::Options options;
    options.limits.prepared_statements = 1;
    auto script = ready_session();
    script.client(100, frontend::query("prepare p1 as select 1; prepare p2 as select 2"));
    script.server(110,
                  backend::complete("PREPARE") + backend::complete("PREPARE") + backend::ready());
    script.client(120, frontend::query("execute p1; execute p2"));
    script.server(130, backend::result(1) + backend::result(1) + backend::ready());
    const auto told = play_split(script.close(200), options);
    CHECK(counted(told) == Lines{"prepare p1 as select $1", "execute p2"});
    CHECK(told.limits.prepared_statements == 1);
}
