#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dissectors/values/value_text.h"

namespace pgoscope::dissectors::redshift {

/// Name of a type that PostgreSQL does not have (`super`, `geometry` ...); empty for others.
[[nodiscard]] std::string_view type_name(std::uint32_t type_oid) noexcept;

/// Appends the text of a value in the binary format of `server_protocol_version` 2: numeric is a
/// scaled integer of 8 or 16 bytes, its scale in the type modifier of the column; the others are as
/// in PostgreSQL, and Redshift's own types are raw.
[[nodiscard]] ValueText append_text(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value,
                                    std::string& out, const ValueOptions& options = {});

}  // namespace pgoscope::dissectors::redshift
