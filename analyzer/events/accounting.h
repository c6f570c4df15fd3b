#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::events {

/// Why captured payload bytes were not dissected.
enum class SkipReason : std::uint8_t {
    retransmitted,       ///< sent again
    after_close,         ///< of a connection that had ended
    out_of_window,       ///< a sequence number that no receiver would take
    not_postgresql,      ///< another protocol on the port
    undecided,           ///< too little was said to tell the protocol
    resynchronisation,   ///< passed over to find a message boundary, COPY data included
    incomplete_message,  ///< the session or the capture ended inside a message
    connection_limit,    ///< the connection was not tracked
    compressed,          ///< behind the acknowledgment of compression, which is not undone
    waiting,             ///< for the rest of their message, or for bytes before them: not yet
};
inline constexpr std::size_t skip_reason_count = static_cast<std::size_t>(SkipReason::waiting) + 1;
[[nodiscard]] std::string_view to_string(SkipReason reason) noexcept;

/// Where every captured TCP payload byte went:
/// payload_bytes == dissected_bytes + encrypted_bytes + the sum of skipped_bytes.
struct Accounting {
    std::uint64_t payload_bytes = 0;
    std::uint64_t dissected_bytes = 0;
    std::uint64_t encrypted_bytes = 0;
    std::array<std::uint64_t, skip_reason_count> skipped_bytes{};

    void skip(SkipReason reason, std::uint64_t bytes) noexcept {
        skipped_bytes[static_cast<std::size_t>(reason)] += bytes;
    }
    /// Bytes passed over to find a message boundary had none.
    void passed_was_encrypted(std::uint64_t bytes) noexcept {
        skipped_bytes[static_cast<std::size_t>(SkipReason::resynchronisation)] -= bytes;
        encrypted_bytes += bytes;
    }
    [[nodiscard]] std::uint64_t skipped(SkipReason reason) const noexcept {
        return skipped_bytes[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t accounted() const noexcept {
        std::uint64_t sum = dissected_bytes + encrypted_bytes;
        for (const auto bytes : skipped_bytes)
            sum += bytes;
        return sum;
    }
    [[nodiscard]] bool closes() const noexcept { return accounted() == payload_bytes; }
};

}  // namespace pgoscope::events
