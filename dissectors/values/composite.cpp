#include "dissectors/values/decoders.h"
#include "dissectors/values/nested.h"

namespace pgoscope::dissectors::decode {
namespace {

constexpr std::uint64_t min_column_size = 8;  // its type and its length word

void put_column(ByteReader& in, TextOutput& out) {
    const auto type = in.u32();
    const auto length = in.i32();
    if (length == null_length) return;
    if (length < 0) return in.fail();
    put_member(type, static_cast<std::uint64_t>(length), in, out, "\"\\(),");
}

}  // namespace

void composite(ByteReader& in, TextOutput& out) {
    const auto columns = in.i32();
    if (columns < 0 || static_cast<std::uint64_t>(columns) > in.remaining() / min_column_size) {
        return in.fail();
    }
    out.put('(');
    for (std::int32_t i = 0; i < columns && in.ok() && !out.full(); ++i) {
        if (i > 0) out.put(',');
        put_column(in, out);
    }
    out.put(')');
}

}  // namespace pgoscope::dissectors::decode
