#pragma once

#include <cstdint>

#include "analyzer/events/sink.h"

/// Sizes as they were on the wire of what a message holds, however much of it is at hand.
namespace pgoscope::report {

[[nodiscard]] inline std::uint64_t result_bytes(
    const events::MessageEvent& event,
    const dissectors::v3::FunctionCallResponse& message) noexcept {
    if (!event.truncated || event.v2 != nullptr) return message.result.bytes.size();
    return event.body_bytes_behind(sizeof(std::uint32_t));  // its length
}

[[nodiscard]] inline std::uint64_t payload_bytes(
    const events::MessageEvent& event,
    const dissectors::v3::NotificationResponse& message) noexcept {
    if (!event.truncated || event.v2 != nullptr) return message.payload.size();
    // The process, the channel and two NULs.
    return event.body_bytes_behind(sizeof(std::uint32_t) + message.channel.size() + 2);
}

}  // namespace pgoscope::report
