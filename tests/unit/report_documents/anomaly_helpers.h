#pragma once

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "analyzer/report/findings/findings.h"
#include "tests/unit/report_documents/scene.h"

inline constexpr pgoscope::Nanoseconds ms = 1'000'000;
inline constexpr pgoscope::Nanoseconds second = 1'000 * ms;

inline std::vector<pgoscope::report::Anomaly> all(const Scene& scene) {
    return pgoscope::report::find_anomalies(scene.facts, scene.collector);
}

inline std::vector<pgoscope::report::Anomaly> found(const Scene& scene, std::string_view kind) {
    auto anomalies = all(scene);
    anomalies.erase(std::remove_if(anomalies.begin(), anomalies.end(),
                                   [&](const pgoscope::report::Anomaly& anomaly) {
                                       return anomaly.kind != kind;
                                   }),
                    anomalies.end());
    return anomalies;
}

inline std::uint64_t evidence(const pgoscope::report::Anomaly& anomaly, std::string_view name) {
    for (const auto& [key, figure] : anomaly.evidence)
        if (key == name) return figure;
    FAIL("no evidence " << name);
    return 0;
}

/// One session doing `what`, closed at its end.
template <class What>
void play(Scene& scene, What what, std::uint64_t number = 1, pgoscope::PacketTime opened = second) {
    ScriptedSession session(scene.collector, scene.catalogue, number, opened);
    what(session);
    session.close();
}

inline std::string by_id(int id) {
    return "select name from t where id = " + std::to_string(id);
}
