#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/capture/result.h"

/// The sentences about savefiles that cannot be opened or read to their end.
namespace pgoscope::capture {

/// `-` is spelled out, everything else quoted.
[[nodiscard]] std::string display_name(const std::string& path);

/// `open` or `stat` set `error_number`.
[[nodiscard]] Failure cannot_open(const std::string& path, int error_number);
[[nodiscard]] Failure is_directory(const std::string& path);
[[nodiscard]] Failure is_empty(const std::string& path);
/// libpcap refused the file header; `first_byte` hints at what the file is instead.
[[nodiscard]] Failure not_a_capture(const std::string& path, int first_byte,
                                    std::string_view libpcap_message);
/// The reading broke off after `packets` packets of this file, for a reason in libpcap's words or
/// ours.
[[nodiscard]] Failure broke_off(const std::string& path, std::uint64_t packets,
                                std::string_view reason);

}  // namespace pgoscope::capture
