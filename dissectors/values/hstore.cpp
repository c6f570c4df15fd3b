#include "dissectors/values/decoders.h"
#include "dissectors/values/nested.h"

namespace pgoscope::dissectors::decode {
namespace {

constexpr std::uint64_t min_pair_size = 8;  // two length words

void put_quoted(Bytes text, TextOutput& out) {
    const auto start = out.position();
    out.put(text);
    out.quote_since(start, TextOutput::Escape::backslash);
}

}  // namespace

void hstore(ByteReader& in, TextOutput& out) {
    const auto count = in.u32();
    if (count > in.remaining() / min_pair_size) return in.fail();
    for (std::uint32_t i = 0; i < count && in.ok() && !out.full(); ++i) {
        if (i > 0) out.put(", ");
        put_quoted(in.bytes(in.u32()), out);
        out.put("=>");
        const auto length = in.i32();
        if (length == null_length) {
            out.put("NULL");
        } else if (length < 0) {
            in.fail();
        } else {
            put_quoted(in.bytes(static_cast<std::uint64_t>(length)), out);
        }
    }
}

}  // namespace pgoscope::dissectors::decode
