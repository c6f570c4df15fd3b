#include <cstdlib>
#include <limits>

#include "dissectors/values/calendar.h"
#include "dissectors/values/clock_text.h"
#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

// What the server accepts (datatype/timestamp.h): from 4714-11-24 BC, the first Julian day, to the
// ends of 5874897 for dates and of 294276 for timestamps.
constexpr std::int64_t first_day = -2'451'545;
constexpr std::int64_t day_after_last_date = 2'145'031'949;
constexpr std::int64_t first_timestamp = first_day * microseconds_per_day;
constexpr std::int64_t after_last_timestamp = 106'751'983 * microseconds_per_day;
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

void put_date(const CivilDate& date, TextOutput& out) {
    out.put_decimal(static_cast<std::uint64_t>(date.year > 0 ? date.year : 1 - date.year), 4);
    out.put('-');
    out.put_decimal(date.month, 2);
    out.put('-');
    out.put_decimal(date.day, 2);
}

// ISO style has it at the very end, behind the time and the zone.
void put_era(const CivilDate& date, TextOutput& out) {
    if (date.year <= 0) out.put(" BC");
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

void put_time(std::int64_t microseconds, ByteReader& in, TextOutput& out) {
    if (microseconds < 0 || microseconds > microseconds_per_day) return in.fail();
    put_clock(static_cast<std::uint64_t>(microseconds), out);
}

void put_timestamp(ByteReader& in, TextOutput& out, std::string_view zone) {
    const auto value = read_microseconds(in, out);
    if (put_infinity(value, out)) return;
    if (value < first_timestamp || value >= after_last_timestamp) return in.fail();

    auto days = value / microseconds_per_day;
    auto time = value % microseconds_per_day;
    if (time < 0) {
        time += microseconds_per_day;
        --days;
    }
    const auto date = civil_date(days);
    put_date(date, out);
    out.put(' ');
    put_clock(static_cast<std::uint64_t>(time), out);
    out.put(zone);
    put_era(date, out);
}

}  // namespace

void date(ByteReader& in, TextOutput& out) {
    const auto days = in.i32();
    if (put_infinity(days, out)) return;
    if (days < first_day || days >= day_after_last_date) return in.fail();
    const auto date = civil_date(days);
    put_date(date, out);
    put_era(date, out);
}

void time(ByteReader& in, TextOutput& out) {
    put_time(read_microseconds(in, out), in, out);
}

void timetz(ByteReader& in, TextOutput& out) {
    put_time(read_microseconds(in, out), in, out);
    const auto seconds_west = in.i32();
    if (seconds_west <= -zone_limit || seconds_west >= zone_limit) return in.fail();
    put_zone(seconds_west, out);
}

void timestamp(ByteReader& in, TextOutput& out) {
    put_timestamp(in, out, "");
}
void timestamptz(ByteReader& in, TextOutput& out) {
    put_timestamp(in, out, "+00");
}

}  // namespace pgoscope::dissectors::decode
