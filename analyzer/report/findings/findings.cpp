#include "analyzer/report/findings/findings.h"

#include <algorithm>
#include <array>

#include "analyzer/report/findings/parts.h"
#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {

std::string_view to_string(Severity severity) noexcept {
    static constexpr std::array<std::string_view, 3> names{"critical", "warning", "info"};
    return names[static_cast<std::size_t>(severity)];
}

std::vector<Anomaly> find_anomalies(const DocumentFacts& facts, const stats::Collector& stats) {
    std::vector<Anomaly> found;
    anomalies::find_security(stats, found);
    anomalies::find_in_errors(stats, found);
    anomalies::find_in_statements(stats, found);
    anomalies::find_in_sessions(stats, found);
    anomalies::find_left_prepared(facts, stats, found);
    anomalies::find_in_capture(facts, stats, found);
    std::stable_sort(found.begin(), found.end(),
                     [](const Anomaly& a, const Anomaly& b) { return a.severity < b.severity; });
    return found;
}

void write_anomalies(JsonWriter& json, const std::vector<Anomaly>& anomalies) {
    json.begin_array();
    for (const auto& anomaly : anomalies) {
        json.begin_object();
        json.member("kind", anomaly.kind);
        json.member("severity", to_string(anomaly.severity));
        json.text_member("text", anomaly.text);
        if (anomaly.session != 0) json.member("session", anomaly.session);
        if (anomaly.statement != nullptr) {
            json.member("fingerprint", sql::FingerprintText(anomaly.statement->fingerprint).view());
            json.text_member("query", anomaly.statement->text);
        }
        json.begin_object("evidence");
        for (const auto& [name, figure] : anomaly.evidence)
            json.member(name, figure);
        json.end_object();
        json.end_object();
    }
    json.end_array();
}

}  // namespace pgoscope::report
