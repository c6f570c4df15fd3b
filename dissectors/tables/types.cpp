#include "dissectors/tables/types.h"

#include "dissectors/tables/type_table.h"

namespace pgoscope::dissectors {

const TypeInfo* find_type(std::uint32_t oid) noexcept {
    const auto* const found = std::ranges::lower_bound(type_table, oid, {}, &TypeInfo::oid);
    return found != type_table.end() && found->oid == oid ? found : nullptr;
}

const TypeInfo* find_type_named(std::string_view typname) noexcept {
    const auto* const found = std::ranges::find(type_table, typname, &TypeInfo::name);
    if (found != type_table.end()) return found;
    if (!typname.starts_with('_')) return nullptr;
    const auto* const element = std::ranges::find(type_table, typname.substr(1), &TypeInfo::name);
    return element != type_table.end() ? find_type(element->array_oid) : nullptr;
}

std::string_view type_name(std::uint32_t oid) noexcept {
    const auto* const type = find_type(oid);
    return type != nullptr ? type->name : std::string_view{};
}

}  // namespace pgoscope::dissectors
