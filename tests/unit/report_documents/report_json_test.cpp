#include "analyzer/report/documents/report_json.h"

#include <catch2/catch.hpp>

#include "analyzer/report/documents/errors_json.h"
#include "analyzer/report/documents/latency_json.h"
#include "tests/unit/report_documents/scene.h"

using namespace pgoscope;
using report::write_errors_json;
using report::write_latency_json;
using report::write_report_json;

TEST_CASE("an empty capture is a valid report") {
    Scene scene;
    scene.facts.capture = {};
    const auto json = scene.json(write_report_json);
    CHECK(json["schema"] == "pgoscope.report/1");
    CHECK(json["generator"] == nlohmann::json({{"name", "pgoscope"}, {"version", "0.1.0"}}));
    CHECK(json["capture"]["sources"].empty());
    CHECK_FALSE(json["capture"].contains("first_time"));
    CHECK_FALSE(json["capture"].contains("duration_ns"));
    CHECK(json["capture"]["complete"] == true);
    CHECK(json["sessions"]["total"] == 0);
    CHECK(json["latency"]["overall"] == nlohmann::json({{"count", 0}}));
    CHECK(json["latency"]["by_statement"].empty());
    CHECK(json["errors"]["total"] == 0);
    CHECK(json["replication"].empty());
    CHECK(json["anomalies"].empty());
}

TEST_CASE("the report has the keys of the contract, in its order") {
    Scene scene;
    play_everything(scene);
    const auto text = scene.text(write_report_json);
    std::size_t at = 0;
    for (const auto* key : {"schema", "generator", "capture", "transport", "accounting", "sessions",
                            "messages", "exchanges", "latency", "errors", "notices", "transactions",
                            "replication", "anomalies"}) {
        const auto found = text.find("\n  \"" + std::string(key) + "\": ", at);
        INFO(key);
        REQUIRE(found != std::string::npos);
        at = found;
    }
    CHECK(text.back() == '\n');
}

TEST_CASE("a report tells what was written, and since when nothing was") {
    Scene scene;
    CHECK_FALSE(scene.json(write_report_json)["capture"].contains("written"));
    scene.facts.capture.written = {.path = "a.pcap", .packets = 12, .bytes = 3400};
    auto capture = scene.json(write_report_json)["capture"];
    CHECK(
        capture["written"] ==
        nlohmann::json({{"path", "a.pcap"}, {"packets", 12}, {"bytes", 3400}, {"complete", true}}));
    scene.facts.capture.written->error = "No space left on device";
    scene.facts.capture.written->missing_since = 1'795'209'370'775'123'456;
    capture = scene.json(write_report_json)["capture"];
    CHECK(capture["complete"] == true);
    CHECK(capture["written"]["complete"] == false);
    CHECK(capture["written"]["packets"] == 12);
    CHECK(capture["written"]["missing_since"] == "2026-11-20T21:16:10.775123456Z");
    CHECK(capture["written"]["error"] == "No space left on device");
}

TEST_CASE("a line of an interval lists as many sessions as rankings have entries") {
    Scene scene;
    constexpr std::uint64_t sessions = 30;
    for (std::uint64_t number = 1; number <= sessions; ++number) {
        ScriptedSession session(scene.collector, scene.catalogue, number);
        session.info.totals.exchanges = number == 11 ? 99 : 1;
        session.close(number == 5 ? events::SessionEnd::open : events::SessionEnd::terminated);
    }
    const auto line = [](report::Output& output, const report::Document& document) {
        report::write_interval_json(output, {1, 2, document, document});
    };
    const auto numbers = [](const nlohmann::json& report) {
        std::vector<std::uint64_t> all;
        for (const auto& session : report["sessions"]["list"])
            all.push_back(session["session"]);
        return all;
    };
    scene.options.top = 3;
    const auto moment = scene.json(line);
    for (const auto* part : {"interval", "since_start"}) {
        CHECK(numbers(moment[part]) == std::vector<std::uint64_t>{5, 11, 30});
        CHECK(moment[part]["sessions"]["not_listed"] == 27);
        CHECK(moment[part]["sessions"]["total"] == sessions);
    }
    CHECK(numbers(scene.json(write_report_json)).size() == sessions);

    scene.options.top = 0;
    CHECK(numbers(scene.json(line)["interval"]).size() == sessions);
}

TEST_CASE("a report tells how often an interface was down") {
    Scene scene;
    CHECK_FALSE(scene.json(write_report_json)["capture"]["sources"][0].contains("outages"));
    scene.facts.capture.sources.front().outages = {.count = 2, .silence = 1500, .lasting = true};
    const auto json = scene.json(write_report_json);
    CHECK(json["capture"]["sources"][0]["outages"] ==
          nlohmann::json({{"count", 2}, {"silence_ns", 1500}, {"lasting", true}}));
    CHECK(json["capture"]["complete"] == true);
}

TEST_CASE("a report tells what happened") {
    Scene scene;
    play_everything(scene);
    const auto json = scene.json(write_report_json);
    CHECK(json["capture"]["first_time"] == "2026-11-20T21:16:10.000000000Z");
    CHECK(json["capture"]["duration_ns"] == 2'500'000'001);
    CHECK(json["capture"]["ignored_packets"]["arp"] == 3);
    CHECK(json["transport"]["keep_alives"] == 4);
    CHECK(json["accounting"]["skipped_bytes"]["retransmitted"] == 100);
    CHECK(json["losses"]["gaps_by_reason"]["lost"] == 1);

    const auto& sessions = json["sessions"];
    CHECK(sessions["total"] == 3);
    CHECK(sessions["postgresql"] == 2);
    CHECK(sessions["not_postgresql"]["HTTP"] == 1);
    CHECK(sessions["by_protocol_version"]["3.0"] == 2);
    CHECK(sessions["by_user"]["app"] == 1);
    CHECK(sessions["list"].size() == 3);
    CHECK(sessions["list"][0]["session"] == 1);
    CHECK(sessions["list"][0]["client"] ==
          nlohmann::json({{"address", "192.0.2.7"}, {"port", 51834}}));
    CHECK(sessions["list"][1]["end"] == "reset");
    CHECK(sessions["list"][1].contains("user_b64"));

    CHECK(json["messages"]["backend"]["ReadyForQuery"]["count"] == 25);
    CHECK(json["messages"]["backend"]["ReadyForQuery"]["bytes"] == 150);
    CHECK(json["messages"]["frontend"].empty());
    CHECK(json["exchanges"]["total"] == 26);
    CHECK(json["exchanges"]["by_kind"]["query"] == 26);
    CHECK(json["exchanges"]["unanswered"] == 1);
    CHECK(json["exchanges"]["failed"] == 1);
    CHECK(json["transactions"]["committed"] == 1);
    CHECK(json["transactions"]["idle_in_transaction"]["max_ns"] == 312'400'000);
}

TEST_CASE("statements come by total time, cut to the top, and say how many are left out") {
    Scene scene;
    play_everything(scene);
    scene.options.top = 2;
    auto latency = scene.json(write_report_json)["latency"];
    REQUIRE(latency["by_statement"].size() == 2);
    const auto& first = latency["by_statement"][0];
    CHECK(first["query"] == "select * from t, u where t.id = u.id and t.name like $1");
    CHECK(first["fingerprint"].get<std::string>().size() == 16);
    CHECK(first["calls"] == 1);
    CHECK(first["errors"] == 0);
    CHECK(first["rows"] == 5000);
    CHECK(first["total_ns"] == 120'000'000);
    CHECK(first["duration"]["p50_ns"] == 120'000'000);
    CHECK_FALSE(first["duration"].contains("buckets"));
    CHECK(first["service"]["count"] == 1);
    CHECK(first["time_to_first_reply"]["max_ns"] == 60'000'000);
    CHECK(latency["by_statement"][1]["calls"] == 20);
    CHECK(latency["statements"]["total"] == 6);
    CHECK(latency["statements"]["left_out"] == 4);
    CHECK(latency["statements"]["calls"] == 24);

    scene.options.top = 0;
    latency = scene.json(write_report_json)["latency"];
    CHECK(latency["by_statement"].size() == 6);
    CHECK(latency["statements"]["left_out"] == 0);
}

TEST_CASE("errors are told by class and SQLSTATE") {
    Scene scene;
    play_everything(scene);
    const auto errors = scene.json(write_report_json)["errors"];
    CHECK(errors["total"] == 2);
    CHECK(errors["by_severity"]["ERROR"] == 2);
    REQUIRE(errors["by_class"].size() == 2);
    CHECK(errors["by_class"][0] ==
          nlohmann::json(
              {{"class", "23"}, {"name", "Integrity Constraint Violation"}, {"count", 1}}));
    REQUIRE(errors["by_sqlstate"].size() == 2);
    const auto& violation = errors["by_sqlstate"][0];
    CHECK(violation["sqlstate"] == "23505");
    CHECK(violation["name"] == "unique_violation");
    CHECK(violation["class"] == "23");
    CHECK(violation["severity"] == "ERROR");
    CHECK(violation["fields"]["constraint"] == 1);
    CHECK_FALSE(violation["fields"].contains("hint"));
    CHECK(violation["statements"][0]["query"] == "insert into t values ($1, $2)");
    CHECK(violation["statements"][0]["count"] == 1);
    const auto& sample = violation["samples"][0];
    CHECK(sample["session"] == 1);
    CHECK(sample["user"] == "app");
    CHECK(sample["fields"]["detail"] == "Key (id)=(1) already exists.");
    CHECK(sample["fields"]["line"] == 671);
    const auto& unknown = errors["by_sqlstate"][1];
    CHECK(unknown.contains("sqlstate_b64"));
    CHECK_FALSE(unknown.contains("name"));
    CHECK(unknown["fields"]["others"] == 1);
    CHECK(scene.json(write_report_json)["notices"]["by_sqlstate"][0]["fields"]["hint"] == 1);
}

TEST_CASE("redacted documents show no values of errors") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    scene.options.redact = true;
    CHECK(scene.text(write_report_json).find("already exists") == std::string::npos);
    CHECK(scene.text(write_errors_json).find("already exists") == std::string::npos);
    CHECK(scene.text(write_errors_json).find("unique_violation") != std::string::npos);
    scene.options.redact = false;
    CHECK(scene.text(write_errors_json).find("already exists") != std::string::npos);
}

TEST_CASE("the errors document has every error with all its fields") {
    Scene scene({.limits = {}, .thresholds = {}, .every_error = true});
    play_everything(scene);
    const auto json = scene.json(write_errors_json);
    CHECK(json["schema"] == "pgoscope.errors/1");
    CHECK(json["errors"]["total"] == 2);
    CHECK(json["events_left_out"] == 0);
    REQUIRE(json["events"].size() == 2);
    CHECK(json["events"][0]["fields"]["constraint"] == "t_pkey");
    CHECK(json["events"][0]["fields"]["condition"] == "unique_violation");
    CHECK(json["events"][0]["query"] == "insert into t values ($1, $2)");
    CHECK(json["events"][1]["fields"]["others"][0]["code"] == "X");
}

TEST_CASE("the latency document has buckets from which its figures can be made again") {
    Scene scene;
    play_everything(scene);
    const auto json = scene.json(write_latency_json);
    CHECK(json["schema"] == "pgoscope.latency/1");
    const auto& overall = json["latency"]["overall"];
    std::uint64_t count = 0;
    for (const auto& bucket : overall["buckets"]) {
        CHECK(bucket["low_ns"] <= bucket["high_ns"]);
        count += bucket["count"].get<std::uint64_t>();
    }
    CHECK(overall["count"] == count);
    CHECK(overall["p25_ns"] <= overall["p50_ns"]);
    CHECK(overall["p999_ns"] <= overall["p9999_ns"]);
    CHECK(json["latency"]["by_kind"].contains("query"));
    CHECK_FALSE(json["latency"]["by_kind"].contains("copy_in"));
    CHECK(json["latency"]["by_statement"][0]["duration"].contains("buckets"));
}

TEST_CASE("calls whose SQL is not known have an entry without fingerprint and query") {
    Scene scene;
    ScriptedSession session(scene.collector, scene.catalogue);
    events::Call call;
    call.duration = 7;
    scene.collector.on_call(session.info, call);
    const auto entry = scene.json(write_report_json)["latency"]["by_statement"][0];
    CHECK(entry["calls"] == 1);
    CHECK_FALSE(entry.contains("query"));
    CHECK_FALSE(entry.contains("fingerprint"));
}

TEST_CASE("a capture that broke off says so") {
    Scene scene;
    scene.facts.capture.error = "x.pcap: truncated dump file";
    const auto capture = scene.json(write_report_json)["capture"];
    CHECK(capture["complete"] == false);
    CHECK(capture["error"] == "x.pcap: truncated dump file");
}

TEST_CASE("transactions by two phases are counted by their decisions") {
    using Kind = events::TwoPhaseStep::Kind;
    Scene scene;
    const events::SessionInfo session;
    const auto step = [&](Kind kind, bool joined = false) {
        scene.collector.on_two_phase(session, {kind, joined});
    };
    for (int i = 0; i < 4; ++i)
        step(Kind::prepared);
    step(Kind::committed, true);
    step(Kind::rolled_back, true);
    step(Kind::committed);
    scene.facts.prepared_open = {
        {"pay 7", {}, 4, *scene.facts.capture.last_time - 250, "app", "orders"}};
    auto transactions = scene.json(write_report_json)["transactions"];
    CHECK(transactions["total"] == 5);
    CHECK(transactions["committed"] == 2);
    CHECK(transactions["rolled_back"] == 1);
    CHECK(transactions["prepared"] == 4);
    CHECK(transactions["prepared_committed"] == 1);
    CHECK(transactions["prepared_rolled_back"] == 1);
    CHECK(transactions["decided_only"] == 1);
    REQUIRE(transactions["prepared_open"].size() == 1);
    auto& open = transactions["prepared_open"][0];
    CHECK(open["identifier"] == "pay 7");
    CHECK(open["session"] == 4);
    CHECK(open["age_ns"] == 250);
    CHECK(open["user"] == "app");
    CHECK(open["database"] == "orders");

    scene.options.redact = true;
    transactions = scene.json(write_report_json)["transactions"];
    CHECK(transactions["prepared_open"][0]["identifier"] == "redacted");
    CHECK(scene.text(write_report_json).find("pay 7") == std::string::npos);
}

TEST_CASE("a limit that acted is told with the option that raises it") {
    Scene scene;
    scene.facts.limits = {{"portals", 3}, {"prepared_total_bytes", 0}};
    const auto json = scene.json(write_report_json);
    CHECK(json["limits"]["portals"] == 3);
    CHECK(json["limit_options"] == nlohmann::json({{"portals", "--limit-portals"}}));
    CHECK(report::option_of_limit("sessions_not_listed") == "--limit-listed-sessions");
    CHECK(report::option_of_limit("errors_not_logged").empty());
}
