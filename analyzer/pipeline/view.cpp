#include "analyzer/pipeline/view.h"

#include "analyzer/report/documents/errors_json.h"
#include "analyzer/report/documents/errors_text.h"
#include "analyzer/report/documents/latency_json.h"
#include "analyzer/report/documents/latency_text.h"
#include "analyzer/report/documents/report_json.h"
#include "analyzer/report/documents/report_text.h"
#include "analyzer/report/findings/findings.h"
#include "analyzer/report/timeline/timeline_json.h"
#include "analyzer/report/timeline/timeline_text.h"

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
    const auto& live = settings.live;
    if (live ? live->timeline : settings.view == View::timeline) {
        timeline_ = make_timeline(settings, output);
        first_ = timeline_.get();
    }
    if (live || settings.view != View::timeline || settings.findings)
        first_ = &statistics_.emplace(collector_options(settings), live ? live->windows : 0).sink();
    if (timeline_ && statistics_) first_ = &both_.emplace(*timeline_, statistics_->sink());
    if (live && live->present) first_ = &all_.emplace(*first_, present_.emplace());
    if (!settings.sessions.empty()) first_ = &filter_.emplace(settings.sessions, *first_);
}

void ViewSinks::write_report(const report::Document& document) {
    if (settings_.live->report_format == Format::text)
        return report::write_report_text(output_, document, settings_.style);
    // Who reads lines expects each to be a document.
    if (settings_.live->timeline || settings_.live->json_lines)
        report::write_report_json_line(output_, document);
    else
        report::write_report_json(output_, document);
}

void ViewSinks::finish(const report::DocumentFacts& facts) {
    if (statistics_) statistics_->settle();
    if (settings_.live ? !settings_.live->report : settings_.view == View::timeline) return;
    const report::Document document{facts, statistics_->total(), settings_.options};
    if (settings_.live) return write_report(document);
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
    if (!statistics_) return findings;
    const auto& collector = statistics_->total();
    for (const auto& [sqlstate, errors] : collector.errors().by_sqlstate())
        findings.errors[sqlstate] = errors.count;
    findings.gaps = collector.loss().gaps;
    findings.malformed = collector.loss().malformed;
    findings.unanswered = collector.exchanges().count(events::ExchangeOutcome::unanswered);
    findings.anomalies = report::find_anomalies(facts, collector).size();

    const auto latency = collector.exchanges().overall_duration().distribution();
    findings.latency = {latency.count, latency.mean, latency.p50,  latency.p90,
                        latency.p95,   latency.p99,  latency.p999, latency.max};
    return findings;
}

}  // namespace pgoscope::pipeline
