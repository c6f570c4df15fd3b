#pragma once

#include <memory>
#include <optional>

#include "analyzer/events/sink.h"
#include "analyzer/pipeline/findings.h"
#include "analyzer/pipeline/session_filter.h"
#include "analyzer/pipeline/settings.h"
#include "analyzer/pipeline/statistics.h"
#include "analyzer/pipeline/tee.h"
#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "analyzer/stats/live_stats.h"

namespace pgoscope::pipeline {

/// The sinks that make one view, or what is wanted of a live capture. A timeline is written as
/// events come; a document is counted first and written at the end.
class ViewSinks {
  public:
    /// Both must outlive it.
    ViewSinks(const Settings& settings, report::Output& output);

    /// Takes the events of all sessions.
    [[nodiscard]] events::Sink& sink() noexcept { return *first_; }
    /// What is counted, if anything is.
    [[nodiscard]] Statistics* statistics() noexcept {
        return statistics_ ? &*statistics_ : nullptr;
    }
    /// What goes on at the moment, with `LiveSettings::present`.
    [[nodiscard]] const stats::LiveStats* present() const noexcept {
        return present_ ? &*present_ : nullptr;
    }
    /// The session's events are among those looked at.
    [[nodiscard]] bool wants(const events::SessionInfo& session) const {
        return wants(session.number);
    }
    [[nodiscard]] bool wants(std::uint64_t session) const {
        return !filter_ || filter_->wants(session);
    }

    /// Of a live capture: the report until now.
    void write_report(const report::Document& document);
    /// After the last event: writes what is not written yet.
    void finish(const report::DocumentFacts& facts);
    /// What was counted; all zero when nothing was.
    [[nodiscard]] Findings findings(const report::DocumentFacts& facts) const;

  private:
    const Settings& settings_;
    report::Output& output_;
    std::unique_ptr<events::Sink> timeline_;
    std::optional<Statistics> statistics_;
    std::optional<stats::LiveStats> present_;
    std::optional<Tee> both_;
    std::optional<Tee> all_;
    std::optional<SessionFilter> filter_;
    events::Sink* first_ = nullptr;
};

}  // namespace pgoscope::pipeline
