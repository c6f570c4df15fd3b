#pragma once

#include <string>

#include "analyzer/events/sink.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/sql_text.h"

namespace pgoscope::report {

/// The timeline as NDJSON: one object a line for each event, in the order of the packets
/// (schema/timeline.schema.json). Flush the output after the last event.
class TimelineJson : public events::Sink {
  public:
    /// `output` must outlive the sink.
    TimelineJson(Output& output, const Options& options);

    void on_session_open(const events::SessionInfo& session, PacketTime time) override;
    void on_message(const events::MessageEvent& event) override;
    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) override;
    void on_gap(const events::GapEvent& event) override;
    void on_malformed(const events::MalformedEvent& event) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

  private:
    void begin_event(std::string_view type, PacketTime time, const events::SessionInfo& session);
    void end_event();
    void write_tag(char tag);

    Output& output_;
    Options options_;
    JsonWriter json_;
    SqlText sql_;
    std::string note_;
    std::string buffer_;
};

}  // namespace pgoscope::report
