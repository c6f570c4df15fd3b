#pragma once

#include <cstdint>
#include <string>

#include "dissectors/values/value_text.h"

/// Values of Tableau Hyper, which answers in its own binary format, format code 2: little-endian
/// (protocol.md, section G.2).
namespace pgoscope::dissectors::hyper {

inline constexpr std::uint16_t format_code = 2;
/// A type of its own.
inline constexpr std::uint32_t geography_oid = 5003;

/// A HyperBinary value's width in bytes; 0 when its type has none.
[[nodiscard]] std::uint32_t fixed_width(std::uint32_t type_oid,
                                        std::int32_t type_modifier) noexcept;

/// As dissectors::append_text, for a value in HyperBinary. `type_modifier` gives precision and
/// scale of a numeric.
[[nodiscard]] ValueText append_text(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value,
                                    std::string& out, const ValueOptions& options = {});

}  // namespace pgoscope::dissectors::hyper
