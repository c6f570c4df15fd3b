#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/packet_time.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// Which time of a session the reader saw last.
struct SessionClock {
    PacketTime last_time = 0;
    bool any_line = false;
};

/// Columns of the text timeline: session | time | arrow | content.
///
/// A line is begun, its content written into `content()`, and ended; what is wider than the
/// terminal is cut. Content must be escaped already.
class TimelineLayout {
  public:
    /// `out` must outlive the layout.
    TimelineLayout(std::string& out, const Style& style) noexcept : out_(out), style_(style) {}

    /// The time of day (UTC) where a reader must look anew: on a session's first line, after
    /// another session's, after a second of silence. Otherwise the time since the session's line
    /// before.
    void begin_line(std::uint64_t session, SessionClock& clock, PacketTime time,
                    std::string_view arrow, Paint arrow_paint);
    [[nodiscard]] std::string& content() noexcept { return content_; }
    void end_line(Paint paint = Paint::plain);

    /// A line that belongs to the one above, such as an error's hint. It is not cut; line feeds in
    /// `text` begin further lines.
    void detail(std::string_view label, std::string_view text, Paint paint);
    /// A line about a session as a whole.
    void headline(std::uint64_t session, std::string_view text);

    /// Columns for content; 0 = as many as it needs.
    [[nodiscard]] std::size_t content_columns() const noexcept;

  private:
    void write_date(PacketTime time);
    void write_session(std::uint64_t session);
    void write_time(const SessionClock& clock, bool same_session, PacketTime time);

    std::string& out_;
    Style style_;
    std::string content_;
    std::string cell_;
    std::uint64_t last_session_ = 0;
    PacketTime day_begin_ = 0;
    bool any_day_ = false;
};

}  // namespace pgoscope::report
