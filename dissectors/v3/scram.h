#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::v3 {

/// What of a SCRAM exchange (RFC 5802, RFC 7677) may be shown: nonces, salts, proofs and signatures
/// are left out.

/// The client-first-message's gs2 header.
enum class ChannelBinding : std::uint8_t {
    unknown,
    not_supported,  ///< `n`: the client does not support it
    not_offered,    ///< `y`: the client does, and thinks that the server does not
    used,           ///< `p=NAME`
};
struct ScramClientFirst {
    ChannelBinding binding = ChannelBinding::unknown;
    std::string_view binding_type;  ///< such as `tls-server-end-point`
};
[[nodiscard]] ScramClientFirst read_client_first(Bytes message) noexcept;

/// `i=` of the server-first-message.
[[nodiscard]] std::optional<std::uint32_t> read_iterations(Bytes message) noexcept;

[[nodiscard]] std::string_view to_string(ChannelBinding binding) noexcept;

}  // namespace pgoscope::dissectors::v3
