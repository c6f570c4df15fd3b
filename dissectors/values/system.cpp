#include "dissectors/lsn.h"
#include "dissectors/values/decoders.h"

// Places in a table, in the log, in the order of transactions.
namespace pgoscope::dissectors::decode {

void tid(ByteReader& in, TextOutput& out) {
    out.put('(');
    out.put_decimal(in.u32());
    out.put(',');
    out.put_decimal(in.u16());
    out.put(')');
}

void pg_lsn(ByteReader& in, TextOutput& out) {
    out.put(LsnText(in.u64()).view());
}

void snapshot(ByteReader& in, TextOutput& out) {
    const auto count = in.i32();
    out.put_decimal(in.u64());
    out.put(':');
    out.put_decimal(in.u64());
    out.put(':');
    if (count < 0 || static_cast<std::uint64_t>(count) * sizeof(std::uint64_t) != in.remaining()) {
        return in.fail();
    }
    for (std::int32_t i = 0; i < count && !out.full(); ++i) {
        if (i > 0) out.put(',');
        out.put_decimal(in.u64());
    }
}

}  // namespace pgoscope::dissectors::decode
