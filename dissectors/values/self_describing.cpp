#include "dissectors/values/self_describing.h"

#include <algorithm>

#include "dissectors/tables/types.h"
#include "dissectors/values/nested.h"

namespace pgoscope::dissectors {
namespace {

constexpr std::uint32_t most_parts = 1U << 16U;
constexpr std::uint32_t most_dimensions = 6;  // the server's MAXDIM

[[nodiscard]] bool can_be_type(std::uint32_t oid) noexcept {
    return oid >= first_user_oid || find_type(oid) != nullptr;
}

void pass_over_part(ByteReader& in) noexcept {
    const auto length = in.i32();
    if (length == null_length) return;
    if (length < 0) return in.fail();
    in.skip(static_cast<std::uint64_t>(length));
}

[[nodiscard]] bool ends_well(const ByteReader& in) noexcept {
    return in.ok() && in.remaining() == 0;
}

bool is_composite(Bytes value) noexcept {
    ByteReader in(value);
    const auto columns = in.u32();
    if (columns == 0 || columns > most_parts) return false;
    for (std::uint32_t i = 0; i < columns && in.ok(); ++i) {
        if (!can_be_type(in.u32())) return false;
        pass_over_part(in);
    }
    return ends_well(in);
}

bool is_array(Bytes value) noexcept {
    ByteReader in(value);
    const auto dimensions = in.u32();
    const auto has_null = in.u32();
    const auto element_type = in.u32();
    if (dimensions == 0 || dimensions > most_dimensions || has_null > 1) return false;
    if (!can_be_type(element_type)) return false;
    std::uint64_t elements = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        elements = std::min<std::uint64_t>(elements * in.u32(), most_parts + 1);
        (void)in.i32();  // the lower bound
    }
    if (elements == 0 || elements > most_parts) return false;
    for (std::uint64_t i = 0; i < elements && in.ok(); ++i)
        pass_over_part(in);
    return ends_well(in);
}

}  // namespace

Decoder find_self_describing(Bytes value) noexcept {
    if (is_array(value)) return decode::array;
    if (is_composite(value)) return decode::composite;
    return nullptr;
}

}  // namespace pgoscope::dissectors
