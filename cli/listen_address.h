#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pgoscope::cli {

/// Where a server listens.
struct ListenAddress {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6, numeric
    std::uint16_t port = 0;             ///< 0: any that is free

    /// `127.0.0.1:9187`, `[::1]:9187`.
    [[nodiscard]] std::string text() const;
};

/// `9187`, which means this machine only, `192.0.2.1:9187` or `[2001:db8::1]:9187`. Throws
/// UsageError naming `option`.
[[nodiscard]] ListenAddress parse_listen_address(std::string_view option, std::string_view text);

}  // namespace pgoscope::cli
