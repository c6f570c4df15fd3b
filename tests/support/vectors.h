#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "bytes_of.h"
#include "dissectors/byte_reader.h"
#include "dissectors/message_name.h"

/// One message of tests/data/pg*-protocol-*.txt: bytes that a live server or its client sent.
struct VectorMessage {
    pgoscope::dissectors::Direction direction;
    char tag;
    OwnedBytes body;
};

/// All typed messages of protocol 3 that come between two `###` lines; those whose bytes the file
/// elides are left out.
inline std::vector<VectorMessage> vector_messages(const std::string& file,
                                                  std::string_view section) {
    using pgoscope::dissectors::Direction;
    std::ifstream lines(PGOSCOPE_SOURCE_DIR "/tests/data/" + file);
    std::vector<VectorMessage> messages;
    bool wanted = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("### ")) wanted = std::string_view(line).substr(4) == section;
        if (!wanted || (!line.starts_with("F ") && !line.starts_with("B "))) continue;
        const auto hex = line.substr(2, line.find_first_not_of("0123456789abcdef", 2) - 2);
        if (hex.empty() || line.find("...") != std::string::npos) continue;
        const auto bytes = bytes_of_hex(hex);
        if (bytes.front() == 0) continue;  // an untyped first packet
        pgoscope::ByteReader reader(bytes);
        while (reader.ok() && reader.remaining() > 0) {
            const auto tag = static_cast<char>(reader.u8());
            const auto body = reader.bytes(reader.u32() - 4);
            messages.push_back({line.front() == 'F' ? Direction::frontend : Direction::backend,
                                tag,
                                {body.begin(), body.end()}});
        }
        REQUIRE(reader.finished());
    }
    REQUIRE_FALSE(messages.empty());
    return messages;
}
