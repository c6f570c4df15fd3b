#pragma once

#include "analyzer/net/frame.h"

/// Each function takes one header of the link layer off the frame and says what follows it.
namespace pgoscope::net {

/// The first header of a packet, by its LINKTYPE_ or DLT_ value; `unknown_link` when that is not
/// among those known here.
[[nodiscard]] Header strip_link(int link_type, Frame& frame) noexcept;

/// Ethernet II, IEEE 802.3, and VLAN tags.
[[nodiscard]] Header strip_ethernet(Frame& frame) noexcept;
/// IEEE 802.2 with or without SNAP.
[[nodiscard]] Header strip_llc(Frame& frame) noexcept;
/// PPP (RFC 1661), with HDLC-like framing or without.
[[nodiscard]] Header strip_ppp(Frame& frame) noexcept;
/// The whole MPLS label stack (RFC 3032). Nothing in it says what follows: that is guessed.
[[nodiscard]] Header strip_mpls(Frame& frame) noexcept;

}  // namespace pgoscope::net
