#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "analyzer/events/sink.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/sql_text.h"
#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/timeline/row_run.h"
#include "analyzer/report/timeline/timeline_layout.h"

namespace pgoscope::report {

/// The timeline for people: one line a message with its name and annotation, errors with their
/// details, long runs of rows folded. Flush the output after the last event.
class TimelineText : public events::Sink {
  public:
    /// `output` must outlive the sink.
    TimelineText(Output& output, const Options& options, const Style& style);

    void on_session_open(const events::SessionInfo& session, PacketTime time) override;
    void on_message(const events::MessageEvent& event) override;
    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) override;
    void on_gap(const events::GapEvent& event) override;
    void on_malformed(const events::MalformedEvent& event) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

  private:
    /// What the reader knows of a session by the lines before.
    struct Shown {
        SessionClock clock;
        RowRun run;
        std::uint64_t parsed_exchange = 0;  ///< last one whose Parse has a line; 0 = none
        std::uint64_t bound_exchange = 0;   ///< likewise its Bind
        bool described = false;
    };

    void begin_message(const events::SessionInfo& session, Shown& shown,
                       events::Direction direction, PacketTime time, std::string_view name);
    void write_note(const events::MessageEvent& event, const Shown& shown);
    void write_diagnostic(const events::MessageEvent& event);
    void write_diagnostic_details(const events::MessageEvent& event, Paint paint);
    void end_run(const events::SessionInfo& session, Shown& shown);
    void describe(const events::SessionInfo& session, Shown& shown);
    [[nodiscard]] NoteStyle note_style(const events::MessageEvent& event,
                                       const Shown& shown) const noexcept;

    Output& output_;
    Options options_;
    TimelineLayout layout_;
    std::unordered_map<std::uint64_t, Shown> sessions_;
    SqlText sql_;
    std::string note_;
    std::string buffer_;
};

}  // namespace pgoscope::report
