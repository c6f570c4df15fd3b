#include "dissectors/tables/types.h"

#include "dissectors/tables/type_table.h"

namespace pgoscope::dissectors {

const TypeInfo* find_type(std::uint32_t oid) noexcept {
    const auto* const found = std::ranges::lower_bound(type_table, oid, {}, &TypeInfo::oid);
    return found != type_table.end() && found->oid == oid ? found : nullptr;
}

std::string_view type_name(std::uint32_t oid) noexcept {
    const auto* const type = find_type(oid);
    return type != nullptr ? type->name : std::string_view{};
}

}  // namespace pgoscope::dissectors
