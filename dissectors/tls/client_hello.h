#pragma once

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::tls {

/// Whether a TLS record holds a ClientHello (RFC 8446, 4.1.2) that offers the application protocol
/// `postgresql` by ALPN (RFC 7301), as a client must that begins with TLS at once.
[[nodiscard]] bool offers_postgresql(Bytes record) noexcept;

/// Whether the bytes are TLS records (RFC 8446, 5.1), as far as they go.
[[nodiscard]] bool looks_like_records(Bytes bytes) noexcept;

}  // namespace pgoscope::dissectors::tls
