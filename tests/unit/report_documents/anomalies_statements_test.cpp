#include "tests/unit/report_documents/anomaly_helpers.h"

using namespace pgoscope;

TEST_CASE("n_plus_one: one statement again and again, each a round trip") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.query("select id from purchase", ms, 10);
        for (int i = 0; i < 10; ++i)
            session.query(by_id(i));
        session.query("select 2, 3");
        for (int i = 0; i < 12; ++i)
            session.query(by_id(i));
    });
    const auto anomalies = found(scene, "n_plus_one");
    REQUIRE(anomalies.size() == 1);
    CHECK(anomalies[0].session == 1);
    CHECK(anomalies[0].statement->text == "select name from t where id = $1");
    CHECK(evidence(anomalies[0], "runs") == 2);
    CHECK(evidence(anomalies[0], "calls") == 22);
    CHECK(evidence(anomalies[0], "longest_run") == 12);
    CHECK(evidence(anomalies[0], "rows") == 22);
    CHECK(evidence(anomalies[0], "elapsed_ns") == 22 * ms);
}

TEST_CASE("n_plus_one is not told of") {
    Scene scene;
    SECTION("too few in a row") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 9; ++i)
                session.query(by_id(i));
        });
    }
    SECTION("long pauses, as of a person or of separate requests") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 40; ++i) {
                session.query(by_id(i));
                session.wait(21 * ms);
            }
        });
    }
    SECTION("many rows a call") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 40; ++i)
                session.query(by_id(i), ms, 11);
        });
    }
    SECTION("statements in turn") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 40; ++i) {
                session.query(by_id(i));
                session.query("select 2, 3");
            }
        });
    }
    SECTION("a pipeline, which does not wait") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 40; ++i)
                session.pipelined(by_id(i));
        });
    }
    SECTION("statements that come often by nature") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 40; ++i)
                session.query("set search_path = a");
        });
    }
    SECTION("several sessions, each a few times") {
        for (std::uint64_t number = 1; number <= 10; ++number)
            play(
                scene,
                [](ScriptedSession& session) {
                    for (int i = 0; i < 5; ++i)
                        session.query(by_id(i));
                },
                number);
    }
    CHECK(found(scene, "n_plus_one").empty());
}

TEST_CASE("slow_outliers") {
    Scene scene;
    const auto run = [&](int calls, Nanoseconds usual, Nanoseconds worst) {
        play(scene, [&](ScriptedSession& session) {
            for (int i = 0; i < calls; ++i)
                session.query(by_id(i), usual, 100);
            session.query(by_id(0), worst, 100);
        });
        return found(scene, "slow_outliers");
    };
    SECTION("far above the median") {
        const auto anomalies = run(49, ms, 21 * ms);
        REQUIRE(anomalies.size() == 1);
        CHECK(evidence(anomalies[0], "calls") == 50);
        CHECK(evidence(anomalies[0], "max_ns") == 21 * ms);
    }
    SECTION("not: too few calls to tell") {
        CHECK(run(48, ms, 200 * ms).empty());
    }
    SECTION("not: not so far") {
        CHECK(run(60, ms, 18 * ms).empty());
    }
    SECTION("not: fast all the same") {
        CHECK(run(60, ms / 100, 9 * ms).empty());
    }
    SECTION("not: one among many, which the 99th percentile leaves out") {
        CHECK(run(300, ms, 200 * ms).empty());
    }
}

TEST_CASE("error_burst") {
    Scene scene;
    const auto apart = GENERATE(45 * ms, 60 * ms);
    play(scene, [&](ScriptedSession& session) {
        for (int i = 0; i < 20; ++i) {
            session.diagnostic('E', "42P01");
            session.wait(apart);
        }
    });
    CHECK(found(scene, "error_burst").size() == (apart == 45 * ms ? 1 : 0));
}

TEST_CASE("retry_storm: a statement that fails until it is given up") {
    Scene scene;
    SECTION("in a row, whatever comes in between") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 5; ++i) {
                session.query("begin");
                session.failing("update t set a = 1", "40001");
                session.query("rollback");
            }
        });
        const auto anomalies = found(scene, "retry_storm");
        REQUIRE(anomalies.size() == 1);
        CHECK(anomalies[0].statement->text == "update t set a = $1");
        CHECK(evidence(anomalies[0], "errors") == 5);
        CHECK(anomalies[0].text.find("40001 serialization_failure") != std::string::npos);
        CHECK(found(scene, "lock_conflicts").size() == 1);
    }
    SECTION("not: it succeeds now and then") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 12; ++i) {
                session.failing("update t set a = 1", "23514");
                if (i % 4 == 3) session.query("update t set a = 1");
            }
        });
        CHECK(found(scene, "retry_storm").empty());
        CHECK(found(scene, "lock_conflicts").empty());
    }
    SECTION("not: another error each time") {
        play(scene, [](ScriptedSession& session) {
            for (int i = 0; i < 12; ++i)
                session.failing("update t set a = 1", i % 2 == 0 ? "23514" : "23505");
        });
        CHECK(found(scene, "retry_storm").empty());
    }
}

TEST_CASE("FATAL errors of open sessions are told by what they mean") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.diagnostic('E', "53200", {}, "FATAL");
        session.diagnostic('E', "57P01", {}, "FATAL");
        session.diagnostic('E', "57P02", {}, "ERROR");
        session.diagnostic('E', "28000", {}, "FATAL");
    });
    CHECK(found(scene, "resources_exhausted").size() == 1);
    const auto fatal = found(scene, "fatal_terminations");
    REQUIRE(fatal.size() == 2);
    CHECK(fatal[0].text ==
          "1 session ended by the server: 28000 invalid_authorization_specification.");
    CHECK(fatal[1].text == "1 session ended by the server: 57P01 admin_shutdown.");
    CHECK(found(scene, "authentication_failures").empty());
    CHECK(found(scene, "sessions_refused").empty());
}

TEST_CASE("an error before the first ReadyForQuery says that the session never opened") {
    struct Case {
        std::string_view sqlstate;
        std::string_view kind;
    };
    const auto [sqlstate, kind] = GENERATE(values<Case>({{"28000", "authentication_failures"},
                                                         {"28P01", "authentication_failures"},
                                                         {"53300", "resources_exhausted"},
                                                         {"3D000", "sessions_refused"},
                                                         {"55000", "sessions_refused"},
                                                         {"57P03", "sessions_refused"}}));
    INFO(sqlstate);
    Scene scene;
    const auto refused = [&, sqlstate = sqlstate](ScriptedSession& session) {
        session.info.never_opened = true;
        session.info.refusal = sqlstate;
        session.diagnostic('E', sqlstate, {}, "FATAL");
    };
    // The same error in an open session, such as of SET SESSION AUTHORIZATION, is no refusal.
    play(
        scene,
        [&, sqlstate = sqlstate](ScriptedSession& session) {
            session.diagnostic('E', sqlstate, {}, "ERROR");
        },
        1);
    play(scene, refused, 2);
    play(scene, refused, 3);
    const auto anomalies = found(scene, kind);
    REQUIRE(anomalies.size() == 1);
    CHECK(anomalies[0].session == 2);
    CHECK(anomalies[0].text.starts_with("2 sessions never opened: "));
    CHECK(anomalies[0].text.find(sqlstate) != std::string::npos);
    CHECK(found(scene, "fatal_terminations").empty());
}

TEST_CASE("cancels") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.info.cancel_requests = 1;
        session.diagnostic('E', "57014", {}, "ERROR", nullptr, 7 * ms);
    });
    const auto anomalies = found(scene, "cancels");
    REQUIRE(anomalies.size() == 1);
    CHECK(evidence(anomalies[0], "statements_cancelled") == 1);
    CHECK(evidence(anomalies[0], "longest_ns") == 7 * ms);
}
