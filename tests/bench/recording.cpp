#include "tests/bench/recording.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <pcap/pcap.h>

namespace bench {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::uint16_t word(const std::vector<std::uint8_t>& bytes, std::size_t offset) {
    return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

/// Nothing when the packet is no TCP segment from or to the server.
std::optional<Frame> parse(const pcap_pkthdr& header, const u_char* data,
                           std::uint16_t server_port) {
    constexpr std::size_t least_bytes = Frame::ip_offset + 20 + 20;
    Frame frame;
    frame.time = header.ts.tv_sec * ns_per_s + header.ts.tv_usec;
    frame.original_length = header.len;
    frame.bytes.assign(data, data + header.caplen);
    if (frame.bytes.size() < least_bytes || word(frame.bytes, 12) != 0x0800 ||
        frame.bytes[Frame::ip_offset + 9] != IPPROTO_TCP)
        return std::nullopt;

    const std::size_t total_bytes = word(frame.bytes, Frame::ip_offset + 2);
    frame.tcp_offset = Frame::ip_offset + 4UL * (frame.bytes[Frame::ip_offset] & 0x0fU);
    if (frame.tcp_offset + 20 > frame.bytes.size()) return std::nullopt;
    frame.payload_offset = frame.tcp_offset + 4UL * (frame.bytes[frame.tcp_offset + 12] >> 4U);
    if (frame.payload_offset > Frame::ip_offset + total_bytes) return std::nullopt;
    frame.payload_bytes =
        static_cast<std::uint32_t>(Frame::ip_offset + total_bytes - frame.payload_offset);

    frame.from_client = word(frame.bytes, frame.tcp_offset + 2) == server_port;
    if (!frame.from_client && word(frame.bytes, frame.tcp_offset) != server_port)
        return std::nullopt;
    return frame;
}

/// The middle begins with the first query and ends ahead of Terminate.
Conversation divide(std::vector<Frame> frames) {
    const auto first_query = std::find_if(frames.begin(), frames.end(), [](const Frame& frame) {
        return frame.from_client && (frame.tag() == 'Q' || frame.tag() == 'P');
    });
    const auto terminate = std::find_if(first_query, frames.end(), [](const Frame& frame) {
        return frame.from_client && frame.tag() == 'X';
    });
    const auto move = [](auto begin, auto end) {
        return std::vector<Frame>(std::make_move_iterator(begin), std::make_move_iterator(end));
    };
    return {move(frames.begin(), first_query), move(first_query, terminate),
            move(terminate, frames.end())};
}

}  // namespace

std::vector<Conversation> read_recording(const std::string& path, std::uint16_t server_port) {
    char error[PCAP_ERRBUF_SIZE] = "";
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
        pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, error),
        &pcap_close);
    if (!capture) throw std::runtime_error(error);
    if (pcap_datalink(capture.get()) != DLT_EN10MB)
        throw std::runtime_error(path + ": not a capture of Ethernet");

    std::map<std::uint16_t, std::vector<Frame>> by_client_port;
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    while (pcap_next_ex(capture.get(), &header, &data) == 1) {
        auto frame = parse(*header, data, server_port);
        if (!frame) continue;
        const auto port = word(frame->bytes, frame->tcp_offset + (frame->from_client ? 0U : 2U));
        by_client_port[port].push_back(std::move(*frame));
    }

    std::vector<Conversation> conversations;
    for (auto& [port, frames] : by_client_port) {
        auto conversation = divide(std::move(frames));
        if (!conversation.middle.empty()) conversations.push_back(std::move(conversation));
    }
    if (conversations.empty())
        throw std::runtime_error(path + ": no conversation with port " +
                                 std::to_string(server_port) + " that queries anything");
    return conversations;
}

}  // namespace bench
