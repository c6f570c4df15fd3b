#include "tests/properties/transcript.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyzer/pipeline/counters.h"
#include "analyzer/report/timeline/timeline_json.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "analyzer/tcp/connection_table.h"

using namespace pgoscope;

namespace {

/// Passes events to the JSON timeline, one a line, and keeps of each line what does not depend on
/// packets.
class Transcriber final : public events::Sink {
  public:
    explicit Transcriber(Transcript& transcript)
        : transcript_(transcript),
          output_([this](std::string_view text) {
              line_ += text;
              return true;
          }),
          timeline_(output_, report::Options{.show_values = true}) {}

    void on_message(const events::MessageEvent& event) override {
        timeline_.on_message(event);
        auto line = take_line();
        cut(line, "\"packet\":", ",");
        line.resize(std::min(line.size(), line.rfind(",\"note\":")));
        for (const std::string_view lag : {"write_lag", "flush_lag", "apply_lag"})
            remove(line, ",\"" + std::string(lag) + "\":{", "}", 1);
        for (const std::string_view time : {"commit_delay_ns", "round_trip_ns", "since_cancel_ns"})
            remove(line, ",\"" + std::string(time) + "\":", ",}", 0);
        ++transcript_.messages;
        keep(event.session, dissectors::to_string(event.direction),
             line.substr(line.find("\"direction\":")));
    }

    void on_exchange(const events::SessionInfo& session,
                     const events::Exchange& exchange) override {
        keep(session, "exchanges",
             std::to_string(exchange.number) + ' ' + std::string(to_string(exchange.kind)) + ' ' +
                 std::string(to_string(exchange.outcome)) + ", " +
                 std::to_string(exchange.request_bytes) + " and " +
                 std::to_string(exchange.response_bytes) + " bytes, " +
                 std::to_string(exchange.rows) + " rows, " + std::to_string(exchange.results) +
                 " results " + exchange.sqlstate);
    }

    void on_gap(const events::GapEvent&) override { ++transcript_.gaps; }
    void on_malformed(const events::MalformedEvent&) override { ++transcript_.malformed; }

  private:
    static void cut(std::string& line, std::string_view from, std::string_view to) {
        const auto begin = line.find(from);
        line.erase(begin, line.find(to, begin) + to.size() - begin);
    }

    /// Takes out a member that packets decide, if the line has it: up to one of `ends`, of which
    /// `with_end` characters belong to it.
    static void remove(std::string& line, const std::string& member, std::string_view ends,
                       std::size_t with_end) {
        const auto begin = line.find(member);
        if (begin == std::string::npos) return;
        const auto end = line.find_first_of(ends, begin + member.size());
        line.erase(begin, end + with_end - begin);
    }

    std::string take_line() {
        output_.flush();
        return std::exchange(line_, {});
    }

    void keep(const events::SessionInfo& session, std::string_view what, std::string line) {
        // Numbers of sessions stay the same, as the first packet of each keeps its place.
        transcript_.lines["session " + std::to_string(session.number) + ' ' + std::string(what)]
            .push_back(std::move(line));
    }

    Transcript& transcript_;
    std::string line_;
    report::Output output_;
    report::TimelineJson timeline_;
};

}  // namespace

Transcript transcribe(const Recording& recording, const std::vector<std::uint16_t>& ports) {
    Limits limits;
    // A segment of a sample in pieces of one byte is more than any network makes.
    limits.reassembly_segments = 1'000'000;
    Transcript transcript;
    Transcriber transcriber(transcript);
    sql::StatementCatalogue catalogue(limits.statements);
    session::SessionTable sessions({limits, ports, true}, catalogue, transcriber);
    tcp::ConnectionTable connections(limits, sessions);
    PacketTime last = 0;
    std::uint64_t packet = 0;
    for (const auto& recorded : recording) {
        auto segment = recorded.header;
        segment.payload = recorded.payload;
        segment.packet = ++packet;
        last = std::max(last, segment.time);
        connections.on_segment(segment);
    }
    connections.finish(last);
    transcript.accounting =
        pipeline::whole_accounting(sessions.accounting(), connections.counters());
    return transcript;
}

std::string first_difference(const Transcript& expected, const Transcript& actual) {
    for (const auto& [what, lines] : expected.lines) {
        const auto found = actual.lines.find(what);
        if (found == actual.lines.end()) return what + " is missing";
        const auto& others = found->second;
        const auto [wrong, other] =
            std::mismatch(lines.begin(), lines.end(), others.begin(), others.end());
        if (wrong == lines.end() && other == others.end()) continue;
        return what + ", line " + std::to_string(wrong - lines.begin() + 1) + "\nexpected " +
               (wrong == lines.end() ? "the end" : *wrong) + "\n     got " +
               (other == others.end() ? "the end" : *other);
    }
    for (const auto& [what, lines] : actual.lines)
        if (expected.lines.count(what) == 0) return what + " is new";
    return {};
}
