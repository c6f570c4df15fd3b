#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::dissectors {

/// One built-in type, as in the catalog pg_type. Generated from data/oids.tsv.
struct TypeInfo {
    std::uint32_t oid;
    /// As psql shows it: `int4`, `int4[]`.
    std::string_view name;
    /// typlen: bytes of a fixed-length type, -1 variable, -2 ends with a NUL.
    std::int16_t length;
    /// typtype: 'b' base, 'c' composite, 'm' multirange, 'p' pseudo, 'r' range.
    char kind;
    /// typcategory: 'A' array, 'N' numeric, 'S' string, 'D' date or time, ...
    char category;
    /// typelem: the type of an array's elements or of a subscripted fixed-length type; 0 if none.
    std::uint32_t element_oid;
    /// typarray: the array type of this one; 0 if none.
    std::uint32_t array_oid;
};

/// From here on databases number what their users make (FirstNormalObjectId).
inline constexpr std::uint32_t first_user_oid = 16'384;

/// Null for what is not built in: user-defined types, types of old servers.
/// What it points to lives as long as the program.
[[nodiscard]] const TypeInfo* find_type(std::uint32_t oid) noexcept;

/// By the name in the catalog, whose arrays begin with an underscore: `int4`, `_int4`.
[[nodiscard]] const TypeInfo* find_type_named(std::string_view typname) noexcept;

/// `int4`, `int4[]`; empty when unknown.
[[nodiscard]] std::string_view type_name(std::uint32_t oid) noexcept;

}  // namespace pgoscope::dissectors
