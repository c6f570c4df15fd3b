#include <algorithm>

#include "analyzer/report/findings/parts.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report::anomalies {
namespace {

void find_loss(const DocumentFacts& facts, const stats::Collector& stats, Found& found) {
    const auto gaps = std::max(facts.transport.gaps, stats.loss().gaps);
    const auto missing = std::max(facts.transport.missing_bytes, stats.loss().missing_bytes);
    const auto dropped = facts.capture.dropped_by_kernel.value_or(0);
    if (gaps == 0 && dropped == 0) return;
    const auto all = static_cast<double>(facts.transport.payload_bytes + missing);
    const bool doubtful =
        dropped > 0 || static_cast<double>(missing) > stats.thresholds().doubtful_loss * all;
    Anomaly anomaly{.kind = "capture_loss",
                    .severity = doubtful ? Severity::warning : Severity::info,
                    .text = "The capture is not complete: "};
    append_counted(anomaly.text, gaps, "gap");
    anomaly.text.append(" of ").append(format_bytes(missing)).append(" in all");
    if (dropped > 0) {
        anomaly.text.append(", ");
        append_counted(anomaly.text, dropped, "packet");
        anomaly.text.append(" dropped by the kernel");
    }
    if (const auto spoiled = stats.exchanges().with_gap(); spoiled > 0) {
        anomaly.text.append(", ");
        append_counted(anomaly.text, spoiled, "request");
        anomaly.text.append(" spoiled");
    }
    anomaly.text.append(doubtful ? ". Counts are too low and latencies doubtful." : ".");
    anomaly.evidence = {{"gaps", gaps},
                        {"missing_bytes", missing},
                        {"dropped_by_kernel", dropped},
                        {"exchanges_with_gap", stats.exchanges().with_gap()}};
    found.push_back(std::move(anomaly));
}

void find_one_sided(const stats::SessionCount& one_sided, Found& found) {
    if (one_sided.sessions == 0) return;
    Anomaly anomaly{.kind = "one_sided", .severity = Severity::warning, .text = "Of "};
    append_counted(anomaly.text, one_sided.sessions, "session");
    anomaly.text.append(
        " only one direction is in the capture: the other takes another way, or a filter leaves it "
        "out. There are no latencies of them.");
    anomaly.session = one_sided.first;
    anomaly.evidence = {{"sessions", one_sided.sessions}};
    found.push_back(std::move(anomaly));
}

void find_unanswered(const stats::ExchangeStats& exchanges, Found& found) {
    const auto unanswered = exchanges.count(events::ExchangeOutcome::unanswered);
    if (unanswered == 0) return;
    Anomaly anomaly{.kind = "unanswered", .severity = Severity::info};
    append_counted(anomaly.text, unanswered, "request");
    anomaly.text.append(
        " stayed without an answer: the session or the capture ended first, or the answer is "
        "missing.");
    anomaly.evidence = {{"unanswered", unanswered}, {"exchanges", exchanges.total()}};
    found.push_back(std::move(anomaly));
}

void find_malformed(const stats::LossStats& loss, Found& found) {
    if (loss.malformed == 0) return;
    Anomaly anomaly{.kind = "malformed", .severity = Severity::warning};
    append_counted(anomaly.text, loss.malformed, "message");
    anomaly.text.append(" broke the rules of the protocol; ")
        .append(format_bytes(loss.skipped_bytes))
        .append(" were passed over to find the next ones.");
    anomaly.evidence = {{"malformed", loss.malformed}, {"skipped_bytes", loss.skipped_bytes}};
    found.push_back(std::move(anomaly));
}

}  // namespace

void find_in_capture(const DocumentFacts& facts, const stats::Collector& stats, Found& found) {
    find_loss(facts, stats, found);
    find_one_sided(stats.sessions().one_sided, found);
    find_malformed(stats.loss(), found);
    find_unanswered(stats.exchanges(), found);
}

}  // namespace pgoscope::report::anomalies
