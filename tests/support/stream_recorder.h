#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "analyzer/tcp/stream_handler.h"

/// Writes down what a StreamHandler is told, as text and as streams, and throws when the contract
/// of the layer is broken: nothing outside `on_open` .. `on_close`, no empty data, no empty gap.
class StreamRecorder final : public pgoscope::tcp::StreamHandler {
  public:
    struct Lost {
        std::uint64_t offset;
        std::uint64_t length;
        pgoscope::tcp::GapReason reason;
    };
    struct Stream {
        std::string bytes;            ///< without the gaps
        std::uint64_t announced = 0;  ///< with them
        std::vector<Lost> gaps;
        std::vector<pgoscope::tcp::Arrival> arrivals;
    };
    struct Recorded {
        pgoscope::tcp::Connection connection;
        std::array<Stream, 2> streams;
        std::optional<pgoscope::tcp::CloseReason> closed;
        pgoscope::PacketTime closed_at = 0;

        [[nodiscard]] const Stream& forward() const { return streams[0]; }
        [[nodiscard]] const Stream& reverse() const { return streams[1]; }
    };

    /// All in the order of their opening.
    std::vector<Recorded> connections;
    /// "open", ">data", "<data", ">(3 lost)", "close fin", ... in the order they came.
    std::vector<std::string> events;
    std::size_t open_connections = 0;
    /// Data whose sender had acknowledged more than was announced of the opposite direction.
    std::size_t replies_before_requests = 0;
    /// Set when only the structure matters, so that millions of events cost no memory.
    bool keep_events = true;

    void on_open(const pgoscope::tcp::Connection& connection) override {
        if (by_slot_.contains(connection.slot)) throw std::logic_error("slot opened twice");
        by_slot_[connection.slot] = connections.size();
        connections.push_back({connection, {}, {}, 0});
        addresses_[connection.slot] = &connection;
        ++open_connections;
        note("open");
    }
    void on_data(const pgoscope::tcp::Connection& connection, pgoscope::tcp::Direction direction,
                 pgoscope::Bytes bytes, const pgoscope::tcp::Arrival& arrival) override {
        if (bytes.empty()) throw std::logic_error("empty data");
        Stream& stream = stream_of(connection, direction);
        if (arrival.acknowledged > stream_of(connection, opposite(direction)).announced)
            ++replies_before_requests;
        stream.bytes += pgoscope::as_text(bytes);
        stream.announced += bytes.size();
        stream.arrivals.push_back(arrival);
        note(arrow(direction) + std::string(pgoscope::as_text(bytes)));
    }
    void on_gap(const pgoscope::tcp::Connection& connection, pgoscope::tcp::Direction direction,
                pgoscope::tcp::Gap gap, const pgoscope::tcp::Arrival& arrival) override {
        if (gap.length == 0) throw std::logic_error("empty gap");
        Stream& stream = stream_of(connection, direction);
        stream.gaps.push_back({stream.announced, gap.length, gap.reason});
        stream.announced += gap.length;
        stream.arrivals.push_back(arrival);
        note(arrow(direction) + "(" + std::to_string(gap.length) + " " + name(gap.reason) + ")");
    }
    void on_close(const pgoscope::tcp::Connection& connection, pgoscope::tcp::CloseReason reason,
                  pgoscope::PacketTime time) override {
        Recorded& recorded = recorded_of(connection);
        recorded.connection = connection;
        recorded.closed = reason;
        recorded.closed_at = time;
        by_slot_.erase(connection.slot);
        --open_connections;
        note(std::string("close ") + name(reason));
    }

    [[nodiscard]] static const char* name(pgoscope::tcp::GapReason reason) {
        static constexpr std::array names{"lost", "snaplen", "buffer_limit", "end_of_capture"};
        return names.at(static_cast<std::size_t>(reason));
    }
    [[nodiscard]] static const char* name(pgoscope::tcp::CloseReason reason) {
        static constexpr std::array names{"fin",     "reset",     "port_reused",
                                          "evicted", "timed_out", "end_of_capture"};
        return names.at(static_cast<std::size_t>(reason));
    }

  private:
    Recorded& recorded_of(const pgoscope::tcp::Connection& connection) {
        if (!by_slot_.contains(connection.slot)) throw std::logic_error("connection not open");
        if (addresses_[connection.slot] != &connection) throw std::logic_error("connection moved");
        return connections[by_slot_[connection.slot]];
    }
    Stream& stream_of(const pgoscope::tcp::Connection& connection,
                      pgoscope::tcp::Direction direction) {
        return recorded_of(connection).streams[static_cast<std::size_t>(direction)];
    }
    static std::string arrow(pgoscope::tcp::Direction direction) {
        return direction == pgoscope::tcp::Direction::forward ? ">" : "<";
    }
    void note(std::string event) {
        if (keep_events) events.push_back(std::move(event));
    }

    std::map<std::uint32_t, std::size_t> by_slot_;
    std::map<std::uint32_t, const pgoscope::tcp::Connection*> addresses_;
};
