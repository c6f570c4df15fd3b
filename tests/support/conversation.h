#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/net/segment.h"

/// Makes the segments of one TCP connection for tests, in stream offsets instead of sequence
/// numbers: offset 0 is the first byte after the SYN. Each segment comes 1000 ns after the one
/// before, and packets count from 1. The payload is viewed, not copied.
class Conversation {
  public:
    static constexpr std::uint8_t syn = pgoscope::net::tcp_flag::syn;
    static constexpr std::uint8_t ack = pgoscope::net::tcp_flag::ack;
    static constexpr std::uint8_t fin = pgoscope::net::tcp_flag::fin;
    static constexpr std::uint8_t rst = pgoscope::net::tcp_flag::rst;
    static constexpr std::uint8_t urg = pgoscope::net::tcp_flag::urg;

    explicit Conversation(std::uint32_t client_isn = 1000, std::uint32_t server_isn = 500'000,
                          std::uint16_t client_port = 40'000)
        : client_isn_(client_isn), server_isn_(server_isn) {
        client_.port = client_port;
        client_.address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7};
        server_.port = 5432;
        server_.address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 9};
    }

    /// `acked` is an offset of the opposite direction; without the ACK flag it is not used.
    pgoscope::net::Segment client(std::int64_t offset, std::string_view payload = {},
                                  std::int64_t acked = 0, std::uint8_t flags = ack) {
        return make(client_, client_isn_, server_, server_isn_, offset, payload, acked, flags);
    }
    pgoscope::net::Segment server(std::int64_t offset, std::string_view payload = {},
                                  std::int64_t acked = 0, std::uint8_t flags = ack) {
        return make(server_, server_isn_, client_, client_isn_, offset, payload, acked, flags);
    }
    pgoscope::net::Segment client_syn(std::string_view payload = {}) {
        return client(-1, payload, 0, syn);
    }
    pgoscope::net::Segment server_syn_ack(std::int64_t acked = 0) {
        return server(-1, {}, acked, syn | ack);
    }

    [[nodiscard]] pgoscope::PacketTime now() const { return time_; }
    void advance(pgoscope::Nanoseconds by) { time_ += by; }

  private:
    pgoscope::net::Segment make(const pgoscope::Endpoint& source, std::uint32_t source_isn,
                                const pgoscope::Endpoint& destination,
                                std::uint32_t destination_isn, std::int64_t offset,
                                std::string_view payload, std::int64_t acked, std::uint8_t flags) {
        time_ += 1000;
        ++packet_;
        pgoscope::net::Segment segment;
        segment.source = source;
        segment.destination = destination;
        segment.sequence = source_isn + 1 + static_cast<std::uint32_t>(offset);
        segment.acknowledgment =
            (flags & ack) != 0 ? destination_isn + 1 + static_cast<std::uint32_t>(acked) : 0;
        segment.flags = flags;
        segment.payload = pgoscope::as_bytes(payload);
        segment.wire_length = static_cast<std::uint32_t>(payload.size());
        segment.time = time_;
        segment.packet = packet_;
        return segment;
    }

    pgoscope::Endpoint client_;
    pgoscope::Endpoint server_;
    std::uint32_t client_isn_;
    std::uint32_t server_isn_;
    pgoscope::PacketTime time_ = 1'000'000;
    std::uint64_t packet_ = 0;
};
