#include "analyzer/report/anomalies.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/report_documents/scene.h"

using namespace pgoscope;
using report::Anomaly;
using report::Severity;

namespace {

constexpr Nanoseconds ms = 1'000'000;
constexpr Nanoseconds second = 1'000 * ms;

std::vector<Anomaly> all(const Scene& scene) {
    return report::find_anomalies(scene.facts, scene.collector);
}

std::vector<Anomaly> found(const Scene& scene, std::string_view kind) {
    auto anomalies = all(scene);
    anomalies.erase(std::remove_if(anomalies.begin(), anomalies.end(),
                                   [&](const Anomaly& anomaly) { return anomaly.kind != kind; }),
                    anomalies.end());
    return anomalies;
}

std::uint64_t evidence(const Anomaly& anomaly, std::string_view name) {
    for (const auto& [key, figure] : anomaly.evidence)
        if (key == name) return figure;
    FAIL("no evidence " << name);
    return 0;
}

/// One session doing `what`, closed at its end.
template <class What>
void play(Scene& scene, What what, std::uint64_t number = 1, PacketTime opened = second) {
    ScriptedSession session(scene.collector, scene.catalogue, number, opened);
    what(session);
    session.close();
}

std::string by_id(int id) {
    return "select name from t where id = " + std::to_string(id);
}

}  // namespace

TEST_CASE("healthy traffic has no anomalies") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        for (int i = 0; i < 30; ++i) {
            session.begin();
            session.query(by_id(i));
            session.query("update t set name = 'x' where id = " + std::to_string(i));
            session.commit();
            session.wait(50 * ms);
        }
    });
    CHECK(all(scene).empty());
}

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

TEST_CASE("idle_in_transaction") {
    Scene scene;
    const auto wait = GENERATE(100 * ms, 101 * ms);
    play(scene, [&](ScriptedSession& session) {
        session.begin();
        session.query(by_id(1));
        session.idle(wait);
        session.commit();
        session.wait(10 * second);  // outside of a transaction everybody may sleep
    });
    const auto anomalies = found(scene, "idle_in_transaction");
    REQUIRE(anomalies.size() == (wait > 100 * ms ? 1 : 0));
    if (anomalies.empty()) return;
    CHECK(evidence(anomalies[0], "waits") == 1);
    CHECK(evidence(anomalies[0], "longest_ns") == 101 * ms);
}

TEST_CASE("connection_churn") {
    Scene scene;
    const auto few = [](ScriptedSession& session) { session.query("select 1"); };
    const auto connect = [&](std::uint64_t sessions, Nanoseconds apart) {
        for (std::uint64_t number = 1; number <= sessions; ++number)
            play(scene, few, number, second + static_cast<Nanoseconds>(number) * apart);
    };
    SECTION("many short sessions") {
        connect(20, 500 * ms);
        const auto anomalies = found(scene, "connection_churn");
        REQUIRE(anomalies.size() == 1);
        CHECK(anomalies[0].session == 1);
        CHECK(evidence(anomalies[0], "short_sessions") == 20);
        CHECK(evidence(anomalies[0], "setup_ns") == 20 * 6 * ms);
        CHECK(anomalies[0].text.find("user app in database orders") != std::string::npos);
    }
    SECTION("not: too few") {
        connect(19, 500 * ms);
        CHECK(found(scene, "connection_churn").empty());
    }
    SECTION("not: now and then") {
        connect(20, 3 * second);
        CHECK(found(scene, "connection_churn").empty());
    }
    SECTION("not: sessions that do something") {
        for (std::uint64_t number = 1; number <= 40; ++number)
            play(
                scene,
                [](ScriptedSession& session) {
                    for (int i = 0; i < 6; ++i)
                        session.query("select 1");
                },
                number);
        CHECK(found(scene, "connection_churn").empty());
    }
    SECTION("not: a minority") {
        connect(20, 500 * ms);
        for (std::uint64_t number = 100; number <= 120; ++number)
            play(
                scene, [](ScriptedSession& session) { session.wait(2 * second); }, number);
        CHECK(found(scene, "connection_churn").empty());
    }
}

TEST_CASE("chatty_transactions") {
    Scene scene;
    int steps = 18;  // begin and commit are steps too
    Nanoseconds think = 2 * ms;
    bool chatty = true;
    SECTION("many small steps with the client between them") {}
    SECTION("a network does it alone") {
        think = 0;
        steps = 30;
    }
    SECTION("not: few steps") {
        steps = 17;
        chatty = false;
    }
    SECTION("not: busy with work") {
        think = ms / 10;
        chatty = false;
    }
    play(scene, [&](ScriptedSession& session) {
        session.info.handshake_round_trip = think == 0 ? ms : 0;
        session.begin();
        for (int i = 0; i < steps; ++i) {
            session.query(i % 2 == 0 ? by_id(i) : "select 2, 3", ms);
            session.idle(think);
        }
        session.commit();
    });
    const auto anomalies = found(scene, "chatty_transactions");
    REQUIRE(anomalies.size() == (chatty ? 1 : 0));
    if (chatty) CHECK(evidence(anomalies[0], "round_trips") == static_cast<unsigned>(steps) + 2);
}

TEST_CASE("a single long wait is idle, not chatty") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.begin();
        for (int i = 0; i < 30; ++i)
            session.query(i % 2 == 0 ? by_id(i) : "select 2, 3", ms);
        session.idle(5 * second);
        session.commit();
    });
    CHECK(found(scene, "chatty_transactions").empty());
    CHECK(found(scene, "idle_in_transaction").size() == 1);
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

TEST_CASE("cleartext_password") {
    Scene scene;
    const auto encryption = GENERATE(events::Encryption::none, events::Encryption::tls);
    const std::string method = GENERATE("password", "md5");
    play(scene, [&](ScriptedSession& session) {
        session.info.encryption = encryption;
        session.info.authentication = method;
    });
    const bool danger = encryption == events::Encryption::none && method == "password";
    const auto anomalies = found(scene, "cleartext_password");
    REQUIRE(anomalies.size() == (danger ? 1 : 0));
    if (danger) CHECK(anomalies[0].severity == Severity::critical);
}

TEST_CASE("cleartext injection names its CVE") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.info.cleartext_injection = events::CleartextInjection::frontend;
    });
    CHECK(found(scene, "cleartext_injection_backend").empty());
    REQUIRE(found(scene, "cleartext_injection_frontend").size() == 1);
    CHECK(found(scene, "cleartext_injection_frontend")[0].text.find("CVE-2021-23214") !=
          std::string::npos);
    play(
        scene,
        [](ScriptedSession& session) {
            session.info.cleartext_injection = events::CleartextInjection::backend;
        },
        2);
    REQUIRE(found(scene, "cleartext_injection_backend").size() == 1);
    CHECK(found(scene, "cleartext_injection_backend")[0].session == 2);
    CHECK(found(scene, "cleartext_injection_backend")[0].text.find("CVE-2021-23222") !=
          std::string::npos);
}

TEST_CASE("FATAL errors are told by what they mean") {
    Scene scene;
    play(scene, [](ScriptedSession& session) {
        session.diagnostic('E', "28P01", {}, "FATAL");
        session.diagnostic('E', "53300", {}, "FATAL");
        session.diagnostic('E', "57P01", {}, "FATAL");
        session.diagnostic('E', "57P02", {}, "ERROR");
    });
    CHECK(found(scene, "authentication_failures").size() == 1);
    CHECK(found(scene, "resources_exhausted").size() == 1);
    const auto fatal = found(scene, "fatal_terminations");
    REQUIRE(fatal.size() == 1);
    CHECK(fatal[0].text.find("57P01 admin_shutdown") != std::string::npos);
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

TEST_CASE("capture_loss is graver when it is more") {
    Scene scene;
    CHECK(found(scene, "capture_loss").empty());
    scene.facts.transport.payload_bytes = 1'000'000;
    scene.facts.transport.gaps = 1;
    scene.facts.transport.missing_bytes = 1000;
    REQUIRE(found(scene, "capture_loss").size() == 1);
    CHECK(found(scene, "capture_loss")[0].severity == Severity::info);
    scene.facts.transport.missing_bytes = 1100;
    CHECK(found(scene, "capture_loss")[0].severity == Severity::warning);
    scene.facts.transport = {};
    scene.facts.capture.dropped_by_kernel = 0;
    CHECK(found(scene, "capture_loss").empty());
    scene.facts.capture.dropped_by_kernel = 1;
    CHECK(found(scene, "capture_loss").size() == 1);
}

TEST_CASE("one_sided") {
    Scene scene;
    const auto messages = GENERATE(2, 3);
    const auto other_bytes = GENERATE(0, 1);
    play(scene, [&](ScriptedSession& session) {
        session.info.totals.frontend_messages = static_cast<std::uint64_t>(messages);
        session.info.totals.frontend_bytes = 100;
        session.info.totals.backend_bytes = static_cast<std::uint64_t>(other_bytes);
    });
    CHECK(found(scene, "one_sided").size() == (messages == 3 && other_bytes == 0 ? 1 : 0));
}

TEST_CASE("malformed and unanswered") {
    Scene scene;
    play(scene, [&](ScriptedSession& session) {
        session.unanswered("select pg_sleep(60)");
        scene.collector.on_malformed({.session = session.info,
                                      .direction = events::Direction::backend,
                                      .time = 1,
                                      .packet = 1,
                                      .reason = "field_overrun",
                                      .tag = 'D',
                                      .length_bytes = 10,
                                      .offset = 0,
                                      .skipped_bytes = 12});
    });
    REQUIRE(found(scene, "unanswered").size() == 1);
    CHECK(evidence(found(scene, "unanswered")[0], "unanswered") == 1);
    REQUIRE(found(scene, "malformed").size() == 1);
    CHECK(evidence(found(scene, "malformed")[0], "skipped_bytes") == 12);
}

TEST_CASE("the gravest come first") {
    Scene scene;
    play_everything(scene);
    const auto anomalies = all(scene);
    REQUIRE(anomalies.size() >= 3);
    CHECK(
        std::is_sorted(anomalies.begin(), anomalies.end(),
                       [](const Anomaly& a, const Anomaly& b) { return a.severity < b.severity; }));
    CHECK(anomalies.front().severity == Severity::critical);
}
