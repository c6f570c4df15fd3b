#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "analyzer/tcp/connection_table.h"
#include "tests/support/conversation.h"
#include "tests/support/stream_recorder.h"

/// A table with a recorder behind it, whose end checks what must hold for any input.
struct TableUnderTest {
    explicit TableUnderTest(const pgoscope::Limits& limits = {}) : table(limits, recorder) {}

    void feed(const pgoscope::net::Segment& segment) {
        last_time = segment.time;
        table.on_segment(segment);
    }
    /// The usual beginning: SYN, SYN-ACK, ACK.
    void handshake(Conversation& conversation) {
        feed(conversation.client_syn());
        feed(conversation.server_syn_ack());
        feed(conversation.client(0));
    }
    /// Events since the last call.
    std::vector<std::string> events() {
        std::vector<std::string> fresh(recorder.events.begin() + static_cast<long>(seen),
                                       recorder.events.end());
        seen = recorder.events.size();
        return fresh;
    }
    const pgoscope::tcp::TcpCounters& finish() {
        table.finish(last_time);
        const auto& counters = table.counters();
        CHECK(counters.payload_bytes == counters.accounted_bytes());
        CHECK(table.held_bytes() == 0);
        CHECK(table.open_connections() == 0);
        CHECK(recorder.open_connections == 0);
        CHECK(counters.connections == recorder.connections.size());
        return counters;
    }

    StreamRecorder recorder;
    pgoscope::tcp::ConnectionTable table;
    pgoscope::PacketTime last_time = 0;
    std::size_t seen = 0;
};

using Events = std::vector<std::string>;
