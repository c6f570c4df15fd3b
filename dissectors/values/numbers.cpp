#include <bit>

#include "dissectors/values/decoders.h"
#include "dissectors/values/floating_point.h"

namespace pgoscope::dissectors::decode {

void int2(ByteReader& in, TextOutput& out) {
    out.put_signed(in.i16());
}
void int4(ByteReader& in, TextOutput& out) {
    out.put_signed(in.i32());
}
void int8(ByteReader& in, TextOutput& out) {
    out.put_signed(in.i64());
}
void unsigned4(ByteReader& in, TextOutput& out) {
    out.put_decimal(in.u32());
}
void unsigned8(ByteReader& in, TextOutput& out) {
    out.put_decimal(in.u64());
}

// regclass and its like: a row of the catalog, which only the server could name.
void catalogue_reference(ByteReader& in, TextOutput& out) {
    const auto oid = in.u32();
    if (oid == 0) return out.put('-');
    out.put_decimal(oid);
}

void float4(ByteReader& in, TextOutput& out) {
    put_shortest(std::bit_cast<float>(in.u32()), out);
}
void float8(ByteReader& in, TextOutput& out) {
    put_shortest(std::bit_cast<double>(in.u64()), out);
}

// Cents, with the separators of lc_monetary C.
void money(ByteReader& in, TextOutput& out) {
    const bool before_8_3 = in.remaining() == sizeof(std::int32_t);
    const auto amount = before_8_3 ? std::int64_t{in.i32()} : in.i64();
    const auto bits = static_cast<std::uint64_t>(amount);
    const auto cents = amount < 0 ? 0 - bits : bits;
    const auto dollars = cents / 100;

    if (amount < 0) out.put('-');
    out.put('$');
    std::uint64_t group = 1;
    while (dollars / group >= 1000)
        group *= 1000;
    out.put_decimal(dollars / group);
    for (; group > 1; group /= 1000) {
        out.put(',');
        out.put_decimal(dollars % group / (group / 1000), 3);
    }
    out.put('.');
    out.put_decimal(cents % 100, 2);
}

}  // namespace pgoscope::dissectors::decode
