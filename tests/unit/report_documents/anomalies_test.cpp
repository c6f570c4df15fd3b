#include "tests/unit/report_documents/anomaly_helpers.h"

using namespace pgoscope;
using report::Anomaly;
using report::Severity;

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

TEST_CASE("idle_in_transaction") {
    Scene scene;
    const auto wait = GENERATE(100 * ms, 101 * ms);
    play(scene, [&](ScriptedSession& session) {
        session.begin();
        session.query(by_id(1));
        session.wait(wait);
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
            session.wait(think);
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
        session.wait(5 * second);
        session.commit();
    });
    CHECK(found(scene, "chatty_transactions").empty());
    CHECK(found(scene, "idle_in_transaction").size() == 1);
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

TEST_CASE("tls_refused") {
    Scene scene;
    const auto kind = GENERATE(events::Encryption::tls, events::Encryption::gss);
    const auto leaves = [&](ScriptedSession& session) {
        session.info.startup_seen = false;
        session.info.encryption_refused = true;
        session.info.last_refused = kind;
        session.info.never_opened = true;
    };
    SECTION("the clients left") {
        play(scene, leaves, 8);
        play(scene, leaves, 3);
        const auto anomalies = found(scene, "tls_refused");
        REQUIRE(anomalies.size() == 1);
        CHECK(anomalies[0].session == 3);
        CHECK(evidence(anomalies[0], "sessions") == 2);
        const std::string_view what =
            kind == events::Encryption::gss ? "refused GSSAPI encryption" : "refused TLS";
        CHECK(anomalies[0].text.starts_with("2 sessions never opened: the server 192.0.2.9:5432 " +
                                            std::string(what)));
        CHECK(anomalies[0].text.find("the first client: 192.0.2.7") != std::string::npos);
    }
    SECTION("not: they went on in clear") {
        play(scene, [&](ScriptedSession& session) {
            session.info.encryption_refused = true;
            session.info.last_refused = kind;
            session.query("select 1");
        });
        CHECK(found(scene, "tls_refused").empty());
    }
}

TEST_CASE("prepared_transactions_open") {
    Scene scene;
    const auto age = GENERATE(100 * ms, 101 * ms);
    scene.facts.prepared_open = {
        {"pay 7", {}, 4, *scene.facts.capture.last_time - age, "app", "orders"},
        {"pay 8", {}, 5, *scene.facts.capture.last_time, "app", "orders"}};
    const auto anomalies = found(scene, "prepared_transactions_open");
    REQUIRE(anomalies.size() == (age > 100 * ms ? 1 : 0));
    if (anomalies.empty()) return;
    CHECK(anomalies[0].session == 4);
    CHECK(evidence(anomalies[0], "transactions") == 2);
    CHECK(evidence(anomalies[0], "oldest_ns") == 101 * ms);
}
