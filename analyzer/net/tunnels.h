#pragma once

#include "analyzer/net/frame.h"

/// Each function takes the headers of one tunnel off the frame and says what it carries.
namespace pgoscope::net {

/// GRE (RFC 2784, RFC 2890), with ERSPAN types I to III inside.
[[nodiscard]] Header strip_gre(Frame& frame) noexcept;
/// UDP, when it carries VXLAN (RFC 7348) or Geneve (RFC 8926) to their ports.
[[nodiscard]] Header strip_udp(Frame& frame) noexcept;

}  // namespace pgoscope::net
