#include <cstdlib>
#include <limits>

#include "dissectors/values/clock_text.h"
#include "dissectors/values/date_text.h"
#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

// TZDISP_LIMIT
constexpr std::int32_t zone_limit = 16 * 3600;

// The largest and the smallest integer stand for infinity. True when it was one.
template <typename Integer>
bool put_infinity(Integer value, TextOutput& out) {
    if (value == std::numeric_limits<Integer>::max()) {
        out.put("infinity");
    } else if (value == std::numeric_limits<Integer>::min()) {
        out.put("-infinity");
    } else {
        return false;
    }
    return true;
}

// On the wire seconds west of Greenwich, in text the other way round.
void put_zone(std::int32_t seconds_west, TextOutput& out) {
    out.put(seconds_west <= 0 ? '+' : '-');
    const auto seconds = static_cast<unsigned>(std::abs(seconds_west));
    out.put_decimal(seconds / 3600, 2);
    if (seconds % 3600 == 0) return;
    out.put(':');
    out.put_decimal(seconds / 60 % 60, 2);
    if (seconds % 60 == 0) return;
    out.put(':');
    out.put_decimal(seconds % 60, 2);
}

void read_timestamp(ByteReader& in, TextOutput& out, std::string_view zone) {
    const auto value = read_microseconds(in, out);
    if (put_infinity(value, out)) return;
    if (!put_timestamp(value, zone, out)) in.fail();
}

}  // namespace

void date(ByteReader& in, TextOutput& out) {
    const auto days = in.i32();
    if (put_infinity(days, out)) return;
    if (!put_date(days, out)) in.fail();
}

void time(ByteReader& in, TextOutput& out) {
    if (!put_time_of_day(read_microseconds(in, out), out)) in.fail();
}

void timetz(ByteReader& in, TextOutput& out) {
    if (!put_time_of_day(read_microseconds(in, out), out)) return in.fail();
    const auto seconds_west = in.i32();
    if (seconds_west <= -zone_limit || seconds_west >= zone_limit) return in.fail();
    put_zone(seconds_west, out);
}

void timestamp(ByteReader& in, TextOutput& out) {
    read_timestamp(in, out, "");
}
void timestamptz(ByteReader& in, TextOutput& out) {
    read_timestamp(in, out, "+00");
}

}  // namespace pgoscope::dissectors::decode
