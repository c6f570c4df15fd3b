#include <catch2/catch.hpp>

#include "analyzer/pipeline/statistics.h"
#include "analyzer/report/documents/report_json.h"
#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "analyzer/tcp/connection_table.h"
#include "tests/properties/recording.h"

using namespace pgoscope;

namespace {

/// The statistics of a capture that was looked at after every so many segments; 0: never.
class Watched {
  public:
    Watched(std::vector<std::uint16_t> ports, std::size_t looks_every)
        : looks_every_(looks_every),
          statistics_({}, looks_every == 0 ? 0 : 2),
          catalogue_(limits_.statements),
          sessions_({limits_, std::move(ports), true}, catalogue_, statistics_.sink()),
          connections_(limits_, sessions_) {}

    void read(const Recording& recording) {
        std::uint64_t packet = 0;
        for (const auto& recorded : recording) {
            auto segment = recorded.header;
            segment.payload = recorded.payload;
            segment.packet = ++packet;
            last_ = std::max(last_, segment.time);
            connections_.on_segment(segment);
            if (looks_every_ != 0 && packet % looks_every_ == 0) look(packet);
        }
        connections_.finish(last_);
        statistics_.show_open({}, last_);
        look(0);
    }
    [[nodiscard]] std::string report() const {
        std::string all;
        report::Output output([&](std::string_view piece) {
            all.append(piece);
            return true;
        });
        const report::DocumentFacts facts;
        report::Options options;
        options.top = 0;
        report::write_report_json(output, {facts, statistics_.total(), options});
        output.flush();
        return all;
    }
    std::uint64_t exchanges_of_intervals = 0;
    std::uint64_t sessions_of_intervals = 0;
    std::uint64_t errors_of_intervals = 0;

    [[nodiscard]] const stats::Collector& total() const { return statistics_.total(); }
    /// Without the end of the capture.
    void read_part(const Recording& recording, std::size_t segments) {
        for (std::size_t i = 0; i < segments; ++i) {
            auto segment = recording[i].header;
            segment.payload = recording[i].payload;
            segment.packet = i + 1;
            last_ = segment.time;
            connections_.on_segment(segment);
        }
        statistics_.settle();
        std::vector<events::OpenSession> open;
        sessions_.bring_up_to_date();
        sessions_.append_open(open);
        statistics_.show_open(open, last_);
    }

  private:
    void look(std::uint64_t packet) {
        statistics_.settle();
        if (looks_every_ == 0) return;
        // The second window is looked at half as often.
        const auto& interval = statistics_.take(0);
        if (packet % (2 * looks_every_) == 0) (void)statistics_.take(1);
        exchanges_of_intervals += interval.exchanges().total();
        errors_of_intervals += interval.errors().total();
        sessions_of_intervals += interval.sessions().total;

        std::vector<events::OpenSession> open;
        sessions_.append_open(open);
        CHECK(open.size() <= connections_.open_connections());
        statistics_.show_open(open, last_);
        CHECK(interval.sessions().total >= open.size());
        (void)report();  // that of the moment can be written
        statistics_.show_open({}, last_);
    }

    Limits limits_;
    std::size_t looks_every_;
    pipeline::Statistics statistics_;
    sql::StatementCatalogue catalogue_;
    session::SessionTable sessions_;
    tcp::ConnectionTable connections_;
    PacketTime last_ = 0;
};

}  // namespace

TEST_CASE("looking at a capture on the way changes nothing in its report") {
    for (const auto& name : sample_names()) {
        const auto ports = server_ports(name);
        const auto recording = read_recording(sample_path(name), ports);
        Watched unwatched(ports, 0);
        unwatched.read(recording);
        const auto expected = unwatched.report();
        const auto step = std::max<std::size_t>(1, recording.size() / 40);
        for (const std::size_t every : {step, recording.size() / 2 + 1}) {
            INFO(name << ", a look after each " << every << " segments");
            Watched watched(ports, every);
            watched.read(recording);
            CHECK(watched.report() == expected);
            CHECK(watched.exchanges_of_intervals == watched.total().exchanges().total());
            CHECK(watched.errors_of_intervals == watched.total().errors().total());
            CHECK(watched.sessions_of_intervals == watched.total().sessions().total);
        }
    }
}

TEST_CASE("a replication stream is told before it ends, as far as it went") {
    const auto* name = "pgoutput.pcap";
    const auto ports = server_ports(name);
    const auto recording = read_recording(sample_path(name), ports);
    for (const std::size_t looks_every : {0U, 10U}) {
        Watched watched(ports, looks_every);
        watched.read_part(recording, recording.size() * 3 / 4);
        const auto& streams = watched.total().replication().list();
        REQUIRE(!streams.empty());
        const auto& stream = streams.back();
        CHECK(stream.open);
        CHECK(stream.summary.began < stream.summary.ended);
        CHECK(stream.summary.backend_messages > 0);
        CHECK(stream.transactions > 0);
        CHECK(watched.total().sessions().by_end.find("open") != nullptr);
        CHECK(watched.report().find("\"open\": true") != std::string::npos);
    }
}
