#include "dissectors/values/decoders.h"
#include "dissectors/values/nested.h"

namespace pgoscope::dissectors::decode {
namespace {

// The server's RANGE_* bits (utils/rangetypes.h); the others are its own business.
constexpr unsigned is_empty = 0x01;
constexpr unsigned lower_inclusive = 0x02;
constexpr unsigned upper_inclusive = 0x04;
constexpr unsigned lower_infinite = 0x08;
constexpr unsigned upper_infinite = 0x10;

constexpr std::uint64_t min_range_size = 5;  // its length word and its flags

void put_bound(ByteReader& in, TextOutput& out, std::uint32_t type) {
    const auto length = in.u32();
    put_member(type, length, in, out, "\"\\()[],");
}

}  // namespace

void range(ByteReader& in, TextOutput& out, std::uint32_t bound_type) {
    const unsigned flags = in.u8();
    if ((flags & is_empty) != 0) return out.put("empty");
    out.put((flags & lower_inclusive) != 0 ? '[' : '(');
    if ((flags & lower_infinite) == 0) put_bound(in, out, bound_type);
    out.put(',');
    if ((flags & upper_infinite) == 0) put_bound(in, out, bound_type);
    out.put((flags & upper_inclusive) != 0 ? ']' : ')');
}

void multirange(ByteReader& in, TextOutput& out, std::uint32_t bound_type) {
    const auto count = in.u32();
    if (count > in.remaining() / min_range_size) return in.fail();
    out.put('{');
    for (std::uint32_t i = 0; i < count && in.ok() && !out.full(); ++i) {
        if (i > 0) out.put(',');
        const auto length = in.u32();
        ByteReader one(in.bytes(length));
        range(one, out, bound_type);
        if (!one.finished() && !out.full()) in.fail();
    }
    out.put('}');
}

}  // namespace pgoscope::dissectors::decode
