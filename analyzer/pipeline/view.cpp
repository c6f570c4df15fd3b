#include "analyzer/pipeline/view.h"

#include "analyzer/report/anomalies.h"
#include "analyzer/report/errors_json.h"
#include "analyzer/report/errors_text.h"
#include "analyzer/report/latency_json.h"
#include "analyzer/report/latency_text.h"
#include "analyzer/report/report_json.h"
#include "analyzer/report/report_text.h"
#include "analyzer/report/timeline_json.h"
#include "analyzer/report/timeline_text.h"

namespace pgoscope::pipeline {
namespace {

std::unique_ptr<events::Sink> make_timeline(const Settings& settings, report::Output& output) {
    if (settings.format == Format::json)
        return std::make_unique<report::TimelineJson>(output, settings.options);
    return std::make_unique<report::TimelineText>(output, settings.options, settings.style);
}

stats::CollectorOptions collector_options(const Settings& settings) {
    stats::CollectorOptions options;
    options.limits = settings.limits;
    options.every_error = settings.view == View::errors;
    return options;
}

}  // namespace

ViewSinks::ViewSinks(const Settings& settings, report::Output& output)
    : settings_(settings), output_(output) {
    const bool is_timeline = settings.view == View::timeline;
    if (is_timeline) {
        timeline_ = make_timeline(settings, output);
        first_ = timeline_.get();
    }
    if (!is_timeline || settings.findings)
        first_ = &collector_.emplace(collector_options(settings));
    if (timeline_ && collector_) first_ = &both_.emplace(*timeline_, *collector_);
    if (!settings.sessions.empty()) first_ = &filter_.emplace(settings.sessions, *first_);
}

void ViewSinks::finish(const report::DocumentFacts& facts) {
    if (settings_.view == View::timeline) return;
    const report::Document document{facts, *collector_, settings_.options};
    const bool json = settings_.format == Format::json;
    switch (settings_.view) {
        case View::errors:
            return json ? report::write_errors_json(output_, document)
                        : report::write_errors_text(output_, document, settings_.style);
        case View::latency:
            return json ? report::write_latency_json(output_, document)
                        : report::write_latency_text(output_, document, settings_.style);
        default:
            return json ? report::write_report_json(output_, document)
                        : report::write_report_text(output_, document, settings_.style);
    }
}

Findings ViewSinks::findings(const report::DocumentFacts& facts) const {
    Findings findings;
    if (!collector_) return findings;
    for (const auto& [sqlstate, errors] : collector_->errors().by_sqlstate())
        findings.errors[sqlstate] = errors.count;
    findings.gaps = collector_->loss().gaps;
    findings.malformed = collector_->loss().malformed;
    findings.unanswered = collector_->exchanges().count(events::ExchangeOutcome::unanswered);
    findings.anomalies = report::find_anomalies(facts, *collector_).size();

    const auto latency = collector_->exchanges().overall_duration().distribution();
    findings.latency = {latency.count, latency.mean, latency.p50,  latency.p90,
                        latency.p95,   latency.p99,  latency.p999, latency.max};
    return findings;
}

}  // namespace pgoscope::pipeline
