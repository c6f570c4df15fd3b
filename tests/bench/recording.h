#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// A packet of a TCP connection over Ethernet and IPv4, all of it in memory.
struct Frame {
    static constexpr std::size_t ip_offset = 14;

    std::int64_t time = 0;  ///< ns since 1970
    std::uint32_t original_length = 0;
    std::vector<std::uint8_t> bytes;
    std::size_t tcp_offset = 0;
    std::size_t payload_offset = 0;
    std::uint32_t payload_bytes = 0;  ///< on the wire
    bool from_client = false;

    /// First byte of the payload, which is a message's type where messages are not split.
    [[nodiscard]] char tag() const noexcept {
        return payload_offset < bytes.size() && payload_bytes > 0
                   ? static_cast<char>(bytes[payload_offset])
                   : '\0';
    }
};

/// All packets of one connection: what opens it, a middle that can be said again and again, what
/// closes it.
struct Conversation {
    std::vector<Frame> opening;
    std::vector<Frame> middle;
    std::vector<Frame> closing;
};

/// The conversations with `server_port` in a capture whose middle is made of whole simple or
/// extended queries. Throws std::runtime_error with a sentence for a person.
[[nodiscard]] std::vector<Conversation> read_recording(const std::string& path,
                                                       std::uint16_t server_port);

}  // namespace bench
