#pragma once

#include <algorithm>
#include <array>

#include "dissectors/tables/types.h"

namespace pgoscope::dissectors {

/// Every built-in type in the order of OIDs, for tables made at compile time. To look a type up
/// while running, use `find_type`.
inline constexpr auto type_table = std::to_array<TypeInfo>({
#include "dissectors/tables/types.inc"
});
static_assert(std::ranges::is_sorted(type_table, std::ranges::less_equal{}, &TypeInfo::oid));

/// The OID of a built-in type; a name that does not exist is an error of compilation.
[[nodiscard]] consteval std::uint32_t oid_of(std::string_view name) {
    return std::ranges::find(type_table, name, &TypeInfo::name)->oid;
}

}  // namespace pgoscope::dissectors
