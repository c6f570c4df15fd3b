#pragma once

#include "analyzer/pipeline/tee.h"
#include "analyzer/report/facts/document.h"
#include "analyzer/stats/live_stats.h"
#include "tests/support/scripted_session.h"

/// A capture that goes on: a catalog, what is counted of it, and the document of any moment.
struct LiveScene {
    pgoscope::sql::StatementCatalogue catalogue{1000};
    pgoscope::stats::Collector collector;
    pgoscope::stats::LiveStats live;
    pgoscope::pipeline::Tee sink{collector, live};
    pgoscope::report::DocumentFacts facts;
    pgoscope::report::Options options;

    LiveScene() {
        facts.generator_version = "0.1.0";
        facts.capture.sources = {{"eth0", "live", "EN10MB", 262144, 12, 900}};
        facts.capture.last_time = 1'795'209'372'500'000'000;
    }

    [[nodiscard]] pgoscope::report::Document document() const {
        return {facts, collector, options};
    }
    [[nodiscard]] ScriptedSession session(std::uint64_t number) {
        return {sink, catalogue, number};
    }
};
