#pragma once

#include <cstdint>

#include "dissectors/message_name.h"

namespace pgoscope::dissectors::v3 {

/// What is known of a type byte before its message is read.
struct TagInfo {
    /// `Unknown` where the direction has no such message; `PasswordMessage` stands for its family
    /// and `AuthenticationOk` for all Authentication requests.
    MessageName name = MessageName::Unknown;
    /// Largest plausible length word: the server's own limits for what it reads, libpq's for what
    /// it reads (pqcomm.h, fe-protocol3.c). Beyond it, synchronization is lost.
    std::uint32_t longest = 0;
    /// Smallest possible length word.
    std::uint32_t shortest = 4;
};

[[nodiscard]] const TagInfo& tag_info(Direction direction, std::uint8_t tag) noexcept;

/// A five-byte header that a message of this direction can have.
[[nodiscard]] inline bool plausible_header(Direction direction, std::uint8_t tag,
                                           std::uint32_t length) noexcept {
    const auto& info = tag_info(direction, tag);
    return info.name != MessageName::Unknown && length >= info.shortest && length <= info.longest;
}

}  // namespace pgoscope::dissectors::v3
