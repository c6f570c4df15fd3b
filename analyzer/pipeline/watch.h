#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "analyzer/packet_time.h"
#include "analyzer/report/facts/document.h"
#include "analyzer/stats/live_stats.h"

/// How a run is looked at while it goes on: a screen, metrics, a report every ten seconds.
namespace pgoscope::pipeline {

/// What has been found until now. Sessions that are open are in it as such; what only their close
/// tells, such as exchanges that stay unanswered, is not yet. Valid until the next snapshot, and no
/// longer than the look it was taken in.
struct Snapshot {
    /// Since the window's previous snapshot; the sessions in it are those that closed meanwhile,
    /// and all that are open.
    report::Document interval;
    report::Document since_start;
};

/// The same without intervals, and without the sessions that are open: those are in `live`. Valid
/// as a snapshot is.
struct Present {
    report::Document document;
    const stats::LiveStats& live;
};

/// The moment at which a watch looks.
class Now {
  public:
    Now() = default;
    Now(const Now&) = delete;
    Now& operator=(const Now&) = delete;
    virtual ~Now() = default;

    /// Of the latest packet; 0 before the first.
    [[nodiscard]] virtual PacketTime packet_time() const = 0;
    [[nodiscard]] virtual std::uint64_t packets() const = 0;
    /// Bytes of the input read, and in total (0 = not known).
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
    [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
    /// What went wrong so far, though the run goes on: interfaces that are gone, packets that
    /// cannot be written. Sentences for a person; empty = nothing.
    [[nodiscard]] virtual std::string trouble() const = 0;

    /// Begins the next interval of this window, which is below `Settings::windows`. Takes time by
    /// the number of statements seen in the interval and of sessions listed: meant for once a
    /// second.
    [[nodiscard]] virtual Snapshot snapshot(std::size_t window) = 0;

    /// Takes next to no time where nobody takes snapshots. Only with `LiveSettings::present`.
    [[nodiscard]] virtual Present present() = 0;

    /// Writes the report from the start until now to the output, in the settings' format; as one
    /// line where the output is one of JSON lines.
    virtual void write_report() = 0;
    /// Has a report written at the end, whether the settings ask for one or not.
    virtual void report_at_end() = 0;
    /// Writes one JSON line (schema/interval.schema.json) of a snapshot of this window. The bounds
    /// are of the wall clock, nanoseconds since 1970.
    virtual void write_interval(std::size_t window, std::int64_t from, std::int64_t to) = 0;
};

/// Looks at a run whenever its input has nothing more for now, and every few thousand packets: on
/// interfaces at least twenty times a second. Output is flushed before. Looks away by default.
class Watch {
  public:
    Watch() = default;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    virtual ~Watch() = default;

    /// `now` is valid during the call. False ends the run as the end of the input does.
    [[nodiscard]] virtual bool look(Now& /*now*/) { return true; }
    /// Reading is over: what is still to be written comes next, and no look any more.
    virtual void on_end(Now& /*now*/) {}
};

}  // namespace pgoscope::pipeline
