#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "dissectors/values/value_text.h"

/// Values of binary cursors of servers up to 7.3, which send what they have in memory, in the byte
/// order of their processor (protocol.md, sections A.8 and J.1). From 7.4 on they are in the binary
/// format of protocol 3.0.
namespace pgoscope::dissectors::v2 {

/// Which byte order a value speaks for: above zero little-endian, below big-endian, zero neither.
/// Numbers and dates are small far more often than they are large.
[[nodiscard]] int byte_order_evidence(std::uint32_t type_oid, Bytes value) noexcept;

/// As dissectors::append_text. Malformed for types whose form in memory is not known.
[[nodiscard]] ValueText append_native_text(std::uint32_t type_oid, std::endian order, Bytes value,
                                           std::string& out, const ValueOptions& options = {});

}  // namespace pgoscope::dissectors::v2
