#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::dissectors {

/// Of what is built in.
inline constexpr std::string_view catalogue_schema = "pg_catalog";

struct TypeName {
    std::string_view schema;
    std::string_view name;  ///< empty = not told
};

/// Types that are not built in, as a conversation named them: their OIDs differ from one database
/// to the next.
class TypeNames {
  public:
    TypeNames() = default;
    TypeNames(const TypeNames&) = delete;
    TypeNames& operator=(const TypeNames&) = delete;
    virtual ~TypeNames() = default;

    /// Of a domain, the type that it is made of. Valid as long as this object.
    [[nodiscard]] virtual TypeName name_of(std::uint32_t type_oid) const noexcept = 0;
};

}  // namespace pgoscope::dissectors
