#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/tcp/stream_handler.h"

/// What a capture shows of some connections, byte runs and gaps in order of time. Times are
/// nanoseconds and small, so that a test can be checked in one's head.
class Script {
  public:
    struct Step {
        enum class Kind : std::uint8_t { open, data, gap, close };
        Kind kind = Kind::data;
        std::size_t connection = 0;
        pgoscope::PacketTime time = 0;
        std::uint64_t acknowledged = 0;
        pgoscope::tcp::Direction direction = pgoscope::tcp::Direction::forward;
        std::string bytes;
        pgoscope::tcp::Gap gap;
        pgoscope::tcp::CloseReason reason = pgoscope::tcp::CloseReason::fin;
    };

    /// A connection; later steps are of the one opened last, unless `on` chooses another.
    /// The client has port 40000 + its number, from 1.
    Script& open(pgoscope::PacketTime time, bool handshake = true, std::uint16_t port = 5432) {
        at_ = connections.size();
        auto& connection = connections.emplace_back();
        connection.slot = static_cast<std::uint32_t>(at_);
        connection.originator.port = static_cast<std::uint16_t>(40'001 + at_);
        connection.responder.port = port;
        connection.handshake_seen = handshake;
        connection.opened = time;
        if (handshake) connection.handshake_round_trip = 2;
        return step(Step::Kind::open, time);
    }
    /// The server's first packet is the first that the capture has.
    Script& open_reversed(pgoscope::PacketTime time, std::uint16_t port = 5432) {
        open(time, false, port);
        std::swap(connections.back().originator, connections.back().responder);
        server_ = pgoscope::tcp::Direction::forward;
        return *this;
    }
    Script& on(std::size_t connection) {
        at_ = connection;
        return *this;
    }
    Script& client(pgoscope::PacketTime time, std::string_view bytes) {
        return step(Step::Kind::data, time, opposite(server_), bytes);
    }
    Script& server(pgoscope::PacketTime time, std::string_view bytes) {
        return step(Step::Kind::data, time, server_, bytes);
    }
    /// The step before says that its sender had so many bytes of the other direction.
    Script& acknowledging(std::uint64_t bytes) {
        steps.back().acknowledged = bytes;
        return *this;
    }
    Script& client_gap(pgoscope::PacketTime time, std::uint64_t length) {
        step(Step::Kind::gap, time, opposite(server_));
        steps.back().gap.length = length;
        return *this;
    }
    Script& server_gap(pgoscope::PacketTime time, std::uint64_t length) {
        step(Step::Kind::gap, time, server_);
        steps.back().gap.length = length;
        return *this;
    }
    Script& close(pgoscope::PacketTime time,
                  pgoscope::tcp::CloseReason reason = pgoscope::tcp::CloseReason::fin) {
        step(Step::Kind::close, time);
        steps.back().reason = reason;
        return *this;
    }

    std::vector<pgoscope::tcp::Connection> connections;
    std::vector<Step> steps;

  private:
    Script& step(Step::Kind kind, pgoscope::PacketTime time,
                 pgoscope::tcp::Direction direction = pgoscope::tcp::Direction::forward,
                 std::string_view bytes = {}) {
        steps.push_back({.kind = kind,
                         .connection = at_,
                         .time = time,
                         .direction = direction,
                         .bytes = std::string(bytes),
                         .gap = {}});
        return *this;
    }

    std::size_t at_ = 0;
    pgoscope::tcp::Direction server_ = pgoscope::tcp::Direction::reverse;
};
