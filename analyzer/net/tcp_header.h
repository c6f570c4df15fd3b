#pragma once

#include "analyzer/net/frame.h"
#include "analyzer/net/segment.h"

namespace pgoscope::net {

/// Reads the TCP header (RFC 9293, 3.1) into the segment, its payload and lengths included;
/// `Header::tcp` when it held, else `truncated` or `malformed`. Addresses, time and packet number
/// are for the caller.
[[nodiscard]] Header read_tcp(const Frame& frame, Segment& segment) noexcept;

}  // namespace pgoscope::net
