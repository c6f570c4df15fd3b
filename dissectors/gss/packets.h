#pragma once

#include "dissectors/bytes.h"

/// The framing of GSSAPI encryption (PostgreSQL documentation, "GSSAPI Session Encryption"): a
/// length of 32 bits, then a token of that many bytes.
namespace pgoscope::dissectors::gss {

/// Whether the bytes, whose first is taken for that of a packet, are packets up to their end, and
/// their tokens Kerberos 5's: the beginning of its handshake (RFC 2743, 3.1) or its sealed messages
/// (RFC 4121, 4.2.6.2). The last may go on behind the bytes. Lengths alone would prove nothing, as
/// many protocols begin with one; PostgreSQL has no other mechanism that it can encrypt with.
[[nodiscard]] bool looks_like_packets(Bytes bytes) noexcept;

}  // namespace pgoscope::dissectors::gss
