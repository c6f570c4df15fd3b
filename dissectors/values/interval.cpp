#include "dissectors/values/clock_text.h"
#include "dissectors/values/date_text.h"
#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {

void interval(ByteReader& in, TextOutput& out) {
    const bool before_8_1 = in.remaining() == 12;  // had no days of their own
    const auto microseconds = read_microseconds(in, out);
    const auto days = before_8_1 ? 0 : in.i32();
    put_interval(microseconds, days, in.i32(), out);
}

}  // namespace pgoscope::dissectors::decode
