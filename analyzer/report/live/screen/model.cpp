#include "analyzer/report/live/screen/model.h"

#include "analyzer/report/live/screen/rankings.h"
#include "analyzer/report/live/screen/spread.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/text/utc.h"

namespace pgoscope::report {
namespace {

constexpr Nanoseconds second = 1'000'000'000;
constexpr Nanoseconds between_pasts = 5 * second;

std::string sources_of(const CaptureFacts& capture) {
    std::string text;
    for (const auto& source : capture.sources) {
        if (!text.empty()) text.append(", ");
        append_escaped(text, source.path);
    }
    return text;
}

LossFigures loss_of(const Document& document) {
    LossFigures loss;
    const auto& stats = document.stats.loss();
    loss.dropped_by_kernel = document.facts.capture.dropped_by_kernel;
    loss.dropped_by_interface = document.facts.capture.dropped_by_interface;
    loss.gaps = stats.gaps;
    loss.missing_bytes = stats.missing_bytes;
    loss.malformed = stats.malformed;
    loss.spoiled_exchanges = document.stats.exchanges().with_gap();
    return loss;
}

/// The shortest that says it: the line has other things to tell, and may have 80 columns.
std::string trouble_of(const CaptureFacts& capture) {
    std::string trouble;
    if (capture.writing_stopped()) {
        trouble = "--write stopped at ";
        append_time_of_day(trouble, capture.written->missing_since);
        trouble.append(": ").append(capture.written->error);
    }
    for (const auto& source : capture.sources)
        if (source.outages && source.outages->lasting) {
            if (!trouble.empty()) trouble.append("; ");
            append_escaped(trouble, source.path);
            trouble.append(" is down");
        }
    if (!capture.error.empty() && !trouble.empty()) trouble.append("; ");
    return trouble + escape_controls(capture.error);
}

}  // namespace

void ScreenModel::sample(const Document& document, Nanoseconds now) {
    const auto& stats = document.stats;
    const Second current{now, stats.statements().calls(), stats.errors().total(),
                         document.facts.transport.payload_bytes,
                         stats.exchanges().overall_duration()};
    if (began_) add_to_series(current);
    second_ = current;
    if (!began_) {
        began_ = now;
        older_ = newer_ = Past(stats, now);
    } else if (now - newer_.at() >= between_pasts) {
        older_ = std::move(newer_);
        newer_ = Past(stats, now);
    }
}

void ScreenModel::add_to_series(const Second& now) {
    const auto length = static_cast<double>(now.at - second_.at) / static_cast<double>(second);
    if (length <= 0) return;
    const auto rate = [&](std::uint64_t of, std::uint64_t before) {
        return static_cast<double>(of - before) / length;
    };
    calls_.add(rate(now.calls, second_.calls));
    errors_.add(rate(now.errors, second_.errors));
    bytes_.add(rate(now.bytes, second_.bytes));
    p99_.add(static_cast<double>(spread_since(now.overall, second_.overall).p99));
}

ScreenFigures ScreenModel::answer(const Document& document, const stats::OpenSessions& sessions,
                                  const ScreenQuestion& question, ScreenTime time) const {
    const Past beginning;
    const bool recent = question.scope == Scope::recent;
    const auto& past = recent ? older_ : beginning;

    ScreenFigures figures;
    figures.question = question;
    figures.version = document.facts.generator_version;
    figures.sources = sources_of(document.facts.capture);
    figures.elapsed = time.now - began_.value_or(time.now);
    figures.scope_ns = recent ? time.now - past.at() : figures.elapsed;
    figures.calls = calls_;
    figures.errors = errors_;
    figures.p99 = p99_;
    figures.bytes = bytes_;
    figures.latency = past.overall_since(document.stats);
    figures.loss = loss_of(document);
    figures.trouble = trouble_of(document.facts.capture);
    rank_statements(figures, document.stats, past);
    rank_errors(figures, document, past);
    list_kinds(figures, document.stats, past);
    rank_sessions(figures, sessions, time.packet_now);
    return figures;
}

}  // namespace pgoscope::report
