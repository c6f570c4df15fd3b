#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/live/screen/figures.h"
#include "analyzer/report/live/screen/past.h"
#include "analyzer/stats/open_sessions.h"

namespace pgoscope::report {

/// The two clocks of a screen, nanoseconds.
struct ScreenTime {
    /// Any clock that goes on when no packets come: rates and the age of everything.
    Nanoseconds now = 0;
    /// What that moment is on the clock of the packets: how long sessions have been at something.
    PacketTime packet_now = 0;
};

/// Answers what a screen shows from the documents of one capture, whose statistics only grow, and
/// remembers as much of them as tells what is new.
class ScreenModel {
  public:
    /// Once a second, whether anything came or not.
    void sample(const Document& document, Nanoseconds now);

    /// At any time between.
    [[nodiscard]] ScreenFigures answer(const Document& document,
                                       const stats::OpenSessions& sessions,
                                       const ScreenQuestion& question, ScreenTime time) const;

  private:
    /// A second ago, in short.
    struct Second {
        Nanoseconds at = 0;
        std::uint64_t calls = 0;
        std::uint64_t errors = 0;
        std::uint64_t bytes = 0;
        stats::Histogram overall;
    };
    void add_to_series(const Second& now);

    std::optional<Nanoseconds> began_;
    Second second_;
    // Five seconds apart: the scope `recent` begins at the older one.
    Past older_;
    Past newer_;

    Series calls_;
    Series errors_;
    Series p99_;
    Series bytes_;
};

}  // namespace pgoscope::report
