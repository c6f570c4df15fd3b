#include "tests/bench/conversation_copy.h"

namespace bench {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::size_t offset, std::uint64_t value,
         std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
        bytes[offset + i] = static_cast<std::uint8_t>(value >> 8 * (width - 1 - i));
}

void add(std::vector<std::uint8_t>& bytes, std::size_t offset, std::uint32_t difference) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8U | bytes[offset + i];
    put(bytes, offset, value + difference, 4);
}

}  // namespace

ConversationCopy::ConversationCopy(const Conversation& original, std::uint32_t number,
                                   std::uint64_t repeats, std::int64_t delay)
    : original_(original),
      number_(number),
      repeats_left_(repeats),
      shift_(delay),
      frames_(&original.opening) {
    for (const auto& frame : original.middle)
        middle_bytes_[static_cast<std::size_t>(frame.from_client)] += frame.payload_bytes;
    const auto& after = original.closing.empty() ? original.middle.back() : original.closing[0];
    middle_duration_ = after.time - original.middle[0].time;
    if (original.opening.empty()) frames_ = &original.middle;
}

const Frame& ConversationCopy::take() {
    packet_ = (*frames_)[next_];
    packet_.time = time();
    auto& bytes = packet_.bytes;
    const bool from_client = packet_.from_client;

    // Client 10.x.y.z with a port of its own, server 192.0.2.9.
    const std::uint32_t client = 10U << 24U | (number_ + 1);
    const std::uint32_t server = 0xc0000209;
    put(bytes, Frame::ip_offset + 12, from_client ? client : server, 4);
    put(bytes, Frame::ip_offset + 16, from_client ? server : client, 4);
    put(bytes, packet_.tcp_offset + (from_client ? 0U : 2U), 20'000 + number_ % 40'000, 2);
    add(bytes, packet_.tcp_offset + 4, said_[static_cast<std::size_t>(from_client)]);
    add(bytes, packet_.tcp_offset + 8, said_[static_cast<std::size_t>(!from_client)]);
    move_on();
    return packet_;
}

void ConversationCopy::move_on() {
    if (++next_ < frames_->size()) return;
    next_ = 0;
    if (frames_ == &original_.opening) {
        frames_ = &original_.middle;
    } else if (frames_ == &original_.middle && --repeats_left_ > 0) {
        shift_ += middle_duration_;
        for (std::size_t side = 0; side < said_.size(); ++side)
            said_[side] += middle_bytes_[side];
    } else if (frames_ == &original_.middle && !original_.closing.empty()) {
        frames_ = &original_.closing;
    } else {
        frames_ = nullptr;
    }
}

}  // namespace bench
