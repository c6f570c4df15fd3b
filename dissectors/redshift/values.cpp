#include "dissectors/redshift/values.h"

#include <algorithm>
#include <array>

#include "dissectors/byte_reader.h"
#include "dissectors/values/numeric_modifier.h"
#include "dissectors/values/scaled_integer.h"

namespace pgoscope::dissectors::redshift {
namespace {

constexpr std::uint32_t numeric_oid = 1700;

struct TypeName {
    std::uint32_t oid;
    std::string_view name;
};
constexpr std::array type_names{
    TypeName{1188, "intervaly2m"}, TypeName{1190, "intervald2s"}, TypeName{3000, "geometry"},
    TypeName{3001, "geography"},   TypeName{3999, "geometryhex"}, TypeName{4000, "super"},
    TypeName{6551, "varbyte"},
};

/// Sign-extended where it has eight bytes only.
WideInteger read_integer(Bytes value) noexcept {
    ByteReader reader(value);
    if (value.size() == sizeof(std::uint64_t)) {
        const auto low = reader.u64();
        return {static_cast<std::uint64_t>(static_cast<std::int64_t>(low) < 0 ? -1 : 0), low};
    }
    const auto high = reader.u64();
    return {high, reader.u64()};
}

}  // namespace

std::string_view type_name(std::uint32_t type_oid) noexcept {
    const auto* const found = std::ranges::find(type_names, type_oid, &TypeName::oid);
    return found == type_names.end() ? std::string_view{} : found->name;
}

ValueText append_text(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value,
                      std::string& out, const ValueOptions& options) {
    if (type_oid != numeric_oid) return dissectors::append_text(type_oid, value, out, options);
    const auto scale = numeric_scale(type_modifier);
    if ((value.size() != 8 && value.size() != 16) || scale > longest_scale)
        return {ValueText::Form::malformed, false};
    TextOutput text(out, options);
    put_scaled_integer(read_integer(value), scale, text);
    text.mark_if_full();
    return {ValueText::Form::text, text.full()};
}

}  // namespace pgoscope::dissectors::redshift
