#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "tests/support/scripted_session.h"

/// A catalog, a collector and the facts of a capture, to make documents from.
struct Scene {
    pgoscope::sql::StatementCatalogue catalogue{1000};
    pgoscope::stats::Collector collector;
    pgoscope::report::DocumentFacts facts;
    pgoscope::report::Options options;

    explicit Scene(pgoscope::stats::CollectorOptions collecting = {}) : collector(collecting) {
        facts.generator_version = "0.1.0";
        facts.capture.sources = {{"samples/\x1b[31mx.pcap", "pcap", "EN10MB", 262144, 120, 9000}};
        facts.capture.packets = 120;
        facts.capture.captured_bytes = 9000;
        facts.capture.first_time = 1'795'209'370'000'000'000;
        facts.capture.last_time = 1'795'209'372'500'000'001;
        facts.capture.ignored_packets = {{"arp", 3}, {"udp", 0}};
        facts.transport.connections = 2;
        facts.transport.segments = 100;
        facts.transport.payload_bytes = 5000;
        facts.transport.others = {{"keep_alives", 4}};
        facts.accounting.payload_bytes = 5000;
        facts.accounting.dissected_bytes = 4900;
        facts.accounting.skip(pgoscope::events::SkipReason::retransmitted, 100);
    }

    [[nodiscard]] pgoscope::report::Document document() const {
        return {facts, collector, options};
    }

    /// What a writer of documents writes.
    template <class Write>
    [[nodiscard]] std::string text(Write write) const {
        std::string all;
        pgoscope::report::Output output(
            [&](std::string_view piece) {
                all.append(piece);
                return true;
            },
            1000);
        write(output, document());
        output.flush();
        return all;
    }
    template <class Write>
    [[nodiscard]] nlohmann::json json(Write write) const {
        return nlohmann::json::parse(text(write));
    }
};

/// A little of everything.
inline void play_everything(Scene& scene) {
    using namespace pgoscope;
    ScriptedSession session(scene.collector, scene.catalogue, 1);
    session.begin();
    for (int i = 0; i < 20; ++i)
        session.query("select article from item where purchase_id = " + std::to_string(i),
                      400'000 + i * 20'000);
    session.wait(312'400'000);
    session.commit();
    session.query("select * from t, u where t.id = u.id and t.name like 'a%'", 120'000'000, 5000);
    session.failing("insert into t values (1, 'dup')", "23505",
                    {{'D', "Key (id)=(1) already exists."},
                     {'s', "public"},
                     {'t', "t"},
                     {'n', "t_pkey"},
                     {'F', "nbtinsert.c"},
                     {'L', "671"},
                     {'R', "_bt_check_unique"}});
    session.diagnostic('E', "ZZ99\xff", {{'X', "of a server of its own"}}, "ERROR");
    session.diagnostic('N', "00000", {{'H', "a hint"}}, "NOTICE");
    session.unanswered("select pg_sleep(60)");
    session.info.totals.errors = 2;
    session.close();

    ScriptedSession hostile(scene.collector, scene.catalogue, 2, 2'000'000'000);
    hostile.info.user = "r\xf6\x1b[2Jot";
    hostile.info.authentication = "password";
    hostile.query("select 1");
    hostile.close(events::SessionEnd::reset);

    ScriptedSession http(scene.collector, scene.catalogue, 3, 2'100'000'000);
    http.info.recognition = events::Recognition::not_postgresql;
    http.info.other_protocol = "HTTP";
    http.close();
    http.lose(50);
}
