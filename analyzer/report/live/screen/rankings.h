#pragma once

#include <string>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/live/screen/figures.h"
#include "analyzer/report/live/screen/past.h"
#include "analyzer/stats/open_sessions.h"

/// The lists of a screen. Each reads `figures.question` and fills in its own members.
namespace pgoscope::report {

void rank_statements(ScreenFigures& figures, const stats::Collector& stats, const Past& past);
void rank_errors(ScreenFigures& figures, const Document& document, const Past& past);
void list_kinds(ScreenFigures& figures, const stats::Collector& stats, const Past& past);
void rank_sessions(ScreenFigures& figures, const stats::OpenSessions& sessions,
                   PacketTime packet_now);

/// Text cut to more columns than screens have.
[[nodiscard]] std::string shortened(std::string text);

}  // namespace pgoscope::report
