#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/tcp/table_under_test.h"

using pgoscope::net::Segment;

namespace {

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t bound) {
    return random() % bound;
}

std::string random_bytes(Random& random, std::size_t length) {
    std::string bytes(length, '\0');
    // Never zero, so that no single byte looks like a keep-alive.
    for (char& byte : bytes)
        byte = static_cast<char>(1 + below(random, 255));
    return bytes;
}

/// An initial sequence number anywhere, half of the time right before the wrap-around.
std::uint32_t random_isn(Random& random) {
    const auto isn = static_cast<std::uint32_t>(random());
    return random() % 2 == 0 ? isn : 0xffff'ffff - isn % 3000;
}

/// A piece of one of two streams.
struct Piece {
    std::size_t stream;
    std::size_t start;
    std::size_t length;
    bool fin;
};

/// A stream cut anywhere, in order.
std::vector<Piece> cut_anywhere(Random& random, std::size_t stream, std::size_t length) {
    std::vector<Piece> pieces;
    for (std::size_t start = 0; start < length;) {
        const std::size_t piece = std::min<std::size_t>(2 + below(random, 100), length - start);
        pieces.push_back({stream, start, piece, start + piece == length});
        start += piece;
    }
    return pieces;
}

/// Both streams' pieces in one order that keeps each stream's own.
std::vector<Piece> interleave(Random& random, const std::vector<Piece>& a,
                              const std::vector<Piece>& b) {
    std::vector<Piece> merged;
    auto next_a = a.begin();
    auto next_b = b.begin();
    while (next_a != a.end() || next_b != b.end()) {
        const bool from_a = next_b == b.end() || (next_a != a.end() && below(random, 2) == 0);
        merged.push_back(from_a ? *next_a++ : *next_b++);
    }
    return merged;
}

/// Adds copies and overlapping retransmissions, then moves pieces by a few places.
std::vector<Piece> disturb(Random& random, const std::vector<Piece>& pieces,
                           const std::array<std::string, 2>& streams) {
    std::vector<std::pair<std::size_t, Piece>> placed;
    const std::uint64_t window = 1 + below(random, 12);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        placed.emplace_back(i + below(random, window), pieces[i]);
        if (below(random, 5) == 0) placed.emplace_back(i + below(random, 3 * window), pieces[i]);
        if (below(random, 5) == 0) {
            Piece around = pieces[i];
            around.start -= std::min<std::size_t>(around.start, below(random, 150));
            around.length = std::min<std::size_t>(2 + below(random, 300),
                                                  streams[around.stream].size() - around.start);
            around.fin = around.start + around.length == streams[around.stream].size();
            placed.emplace_back(i + below(random, 2 * window), around);
        }
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Piece> disturbed;
    disturbed.reserve(placed.size());
    for (const auto& [place, piece] : placed)
        disturbed.push_back(piece);
    return disturbed;
}

/// How far each stream was seen without a hole.
class Contiguous {
  public:
    explicit Contiguous(const std::array<std::string, 2>& streams)
        : seen_{std::vector<bool>(streams[0].size()), std::vector<bool>(streams[1].size())} {}

    void add(const Piece& piece) {
        auto& seen = seen_[piece.stream];
        std::fill_n(seen.begin() + static_cast<long>(piece.start), piece.length, true);
        auto& until = until_[piece.stream];
        while (until < seen.size() && seen[until])
            ++until;
    }
    [[nodiscard]] std::size_t of(std::size_t stream) const { return until_[stream]; }

  private:
    std::array<std::vector<bool>, 2> seen_;
    std::array<std::size_t, 2> until_{};
};

Segment segment_of(Conversation& talk, const Piece& piece,
                   const std::array<std::string, 2>& streams, std::size_t acked) {
    const auto payload = std::string_view(streams[piece.stream]).substr(piece.start, piece.length);
    const auto flags =
        static_cast<std::uint8_t>(Conversation::ack | (piece.fin ? Conversation::fin : 0));
    const auto offset = static_cast<std::int64_t>(piece.start);
    const auto acknowledged = static_cast<std::int64_t>(acked);
    return piece.stream == 0 ? talk.client(offset, payload, acknowledged, flags)
                             : talk.server(offset, payload, acknowledged, flags);
}

bool time_runs_forward(const StreamRecorder::Stream& stream) {
    return std::is_sorted(stream.arrivals.begin(), stream.arrivals.end(),
                          [](const auto& a, const auto& b) { return a.time < b.time; });
}

}  // namespace

TEST_CASE("however segments are cut, moved, repeated and overlapped, the streams are the same") {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        INFO("seed " << seed);
        Random random(seed);
        const std::array streams{random_bytes(random, 1 + below(random, 6000)),
                                 random_bytes(random, 1 + below(random, 6000))};
        const auto pieces = disturb(random,
                                    interleave(random, cut_anywhere(random, 0, streams[0].size()),
                                               cut_anywhere(random, 1, streams[1].size())),
                                    streams);

        TableUnderTest t;
        t.recorder.keep_events = false;
        Conversation talk(random_isn(random), random_isn(random));
        t.handshake(talk);
        Contiguous seen(streams);
        for (const Piece& piece : pieces) {
            // What a host acknowledges it has received, and what it received was captured.
            const std::size_t most = seen.of(1 - piece.stream);
            t.feed(segment_of(talk, piece, streams, most - below(random, most + 1) / 4));
            seen.add(piece);
        }
        const auto& counters = t.finish();

        REQUIRE(t.recorder.connections.size() == 1);
        const auto& recorded = t.recorder.connections[0];
        for (std::size_t side = 0; side < 2; ++side) {
            CHECK(recorded.streams[side].bytes == streams[side]);
            CHECK(recorded.streams[side].gaps.empty());
            CHECK(time_runs_forward(recorded.streams[side]));
        }
        CHECK(recorded.closed == pgoscope::tcp::CloseReason::fin);
        CHECK(t.recorder.replies_before_requests == 0);
        CHECK(counters.delivered_bytes == streams[0].size() + streams[1].size());
        CHECK(counters.conflicting_bytes == 0);
        CHECK(counters.out_of_window_bytes == 0);
        CHECK(counters.before_start_bytes == 0);
    }
}

TEST_CASE("dropped segments become gaps that cover exactly what was dropped") {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        INFO("seed " << seed);
        Random random(seed);
        const std::array streams{random_bytes(random, 1 + below(random, 6000)),
                                 random_bytes(random, 1 + below(random, 6000))};
        const auto pieces = interleave(random, cut_anywhere(random, 0, streams[0].size()),
                                       cut_anywhere(random, 1, streams[1].size()));
        pgoscope::Limits limits;
        if (seed % 4 == 0) limits.reassembly_bytes = 200;
        TableUnderTest t(limits);
        t.recorder.keep_events = false;
        Conversation talk(random_isn(random), random_isn(random));
        t.handshake(talk);

        std::array dropped{std::string(streams[0].size(), '.'),
                           std::string(streams[1].size(), '.')};
        std::array<std::size_t, 2> sent{};
        const std::uint64_t loss = 2 + below(random, 20);
        for (const Piece& piece : pieces) {
            if (!piece.fin && below(random, loss) == 0)
                dropped[piece.stream].replace(piece.start, piece.length, piece.length, 'x');
            else
                t.feed(segment_of(talk, piece, streams,
                                  below(random, 3) == 0 ? sent[1 - piece.stream] : 0));
            sent[piece.stream] = piece.start + piece.length;
        }
        t.finish();

        const auto& recorded = t.recorder.connections.at(0);
        for (std::size_t side = 0; side < 2; ++side) {
            std::string expected;
            for (std::size_t i = 0; i < streams[side].size(); ++i)
                if (dropped[side][i] == '.') expected += streams[side][i];
            std::string gaps(streams[side].size(), '.');
            for (const auto& gap : recorded.streams[side].gaps)
                gaps.replace(gap.offset, gap.length, gap.length, 'x');
            CHECK(recorded.streams[side].bytes == expected);
            CHECK(gaps == dropped[side]);
            CHECK(recorded.streams[side].announced == streams[side].size());
            CHECK(time_runs_forward(recorded.streams[side]));
        }
    }
}

TEST_CASE("no order of arbitrary segments breaks the accounting or the limits") {
    const auto seed = GENERATE(range<std::uint64_t>(1, 5));
    Random random(seed);
    const std::string payload = random_bytes(random, 3000);
    pgoscope::Limits limits;
    limits.connections = 12;
    limits.reassembly_bytes = 4000;
    limits.reassembly_segments = 12;
    limits.reassembly_total_bytes = 12'000;
    TableUnderTest t(limits);
    t.recorder.keep_events = false;
    Conversation talk;
    for (int i = 0; i < 50'000; ++i) {
        Segment segment = talk.client(0);
        segment.source.port = static_cast<std::uint16_t>(below(random, 20));
        if (below(random, 2) == 0) std::swap(segment.source, segment.destination);
        // Mostly near to each other, sometimes around the wrap, sometimes anywhere.
        const auto somewhere = [&] {
            const auto anywhere = static_cast<std::uint32_t>(random());
            const auto place = below(random, 100);
            return place == 0 ? anywhere : 0xffff'f000U + anywhere % (place < 50 ? 8000 : 300);
        };
        segment.sequence = somewhere();
        segment.acknowledgment = somewhere();
        const auto kind = below(random, 60);
        segment.flags = kind == 0  ? static_cast<std::uint8_t>(random())
                        : kind < 5 ? Conversation::ack
                                   : std::uint8_t{0};
        if (below(random, 3) != 0)
            segment.payload = pgoscope::as_bytes(payload).first(
                below(random, below(random, 10) == 0 ? 3000 : 40));
        segment.wire_length = static_cast<std::uint32_t>(segment.payload.size());
        if (below(random, 10) == 0)
            segment.wire_length += static_cast<std::uint32_t>(below(random, 2000));
        if (below(random, 5000) == 0) segment.wire_length = static_cast<std::uint32_t>(-1);
        t.feed(segment);

        const auto& counters = t.table.counters();
        REQUIRE(t.table.held_bytes() <= limits.reassembly_total_bytes);
        REQUIRE(t.table.open_connections() <= limits.connections);
        REQUIRE(t.table.open_connections() == t.recorder.open_connections);
        REQUIRE(counters.payload_bytes - counters.accounted_bytes() <= t.table.held_bytes());
    }
    const auto& counters = t.finish();
    CHECK(counters.segments == 50'000);
    for (const auto& recorded : t.recorder.connections)
        CHECK(recorded.closed.has_value());
    // The generator reaches what it is meant to reach.
    CHECK(counters.evicted_connections > 0);
    CHECK(counters.conflicting_bytes > 0);
    CHECK(counters.reassembly_bytes_limit_hits > 0);
    CHECK(counters.reassembly_segments_limit_hits > 0);
    CHECK(counters.reassembly_total_limit_hits > 0);
    CHECK(counters.before_start_bytes > 0);
    CHECK(counters.after_close_bytes > 0);
    CHECK(counters.out_of_window_bytes > 0);
    CHECK(counters.resets_ignored > 0);
    CHECK(counters.fins_ignored > 0);
    CHECK(counters.keep_alives > 0);
}
