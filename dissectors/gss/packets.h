#pragma once

#include <cstdint>

#include "dissectors/bytes.h"

/// The framing of GSSAPI encryption (PostgreSQL documentation, "GSSAPI Session Encryption"): a
/// length of 32 bits, then a token of that many bytes.
namespace pgoscope::dissectors::gss {

enum class Likeness : std::uint8_t {
    none,
    /// Lengths that chain up to the end of the bytes: what a token holds is its mechanism's affair,
    /// so that one direction alone proves little.
    lengths,
    /// The tokens are Kerberos 5's as well: the beginning of its handshake (RFC 2743, 3.1) or its
    /// sealed messages (RFC 4121, 4.2.6.2). The last may go on behind the bytes.
    kerberos,
};

/// What the bytes look like, whose first is taken for that of a packet. Never the framing of
/// protocol 3.0, whose messages begin with a letter; a start-up packet is to be ruled out before.
[[nodiscard]] Likeness likeness_to_packets(Bytes bytes) noexcept;

}  // namespace pgoscope::dissectors::gss
