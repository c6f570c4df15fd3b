#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::capture {

/// What reading the next record of a capture file came to.
enum class RecordStatus : std::uint8_t {
    record,
    end,
    failed,  ///< the reader's `failure()` says why
};

/// libpcap's MAXIMUM_SNAPLEN for the link types known here.
inline constexpr std::uint32_t longest_record = 262'144;
inline constexpr std::string_view impossible_length = "a record of an impossible length";

}  // namespace pgoscope::capture
