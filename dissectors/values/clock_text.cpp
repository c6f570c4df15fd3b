#include "dissectors/values/clock_text.h"

#include <bit>
#include <cmath>
#include <limits>

namespace pgoscope::dissectors {

std::int64_t read_microseconds(ByteReader& in, const TextOutput& out) {
    using Limits = std::numeric_limits<std::int64_t>;
    if (out.integer_datetimes()) return in.i64();

    const auto seconds = std::bit_cast<double>(in.u64());
    if (std::isinf(seconds)) return seconds > 0 ? Limits::max() : Limits::min();
    constexpr double most_seconds = 9.2e12;  // the microseconds still fit
    if (!(std::fabs(seconds) < most_seconds)) {
        in.fail();
        return 0;
    }
    return std::llround(seconds * static_cast<double>(microseconds_per_second));
}

void put_clock(std::uint64_t microseconds, TextOutput& out) {
    const auto seconds = microseconds / microseconds_per_second;
    out.put_decimal(seconds / 3600, 2);
    out.put(':');
    out.put_decimal(seconds / 60 % 60, 2);
    out.put(':');
    out.put_decimal(seconds % 60, 2);

    auto fraction = microseconds % microseconds_per_second;
    if (fraction == 0) return;
    std::size_t digits = 6;
    for (; fraction % 10 == 0; fraction /= 10)
        --digits;
    out.put('.');
    out.put_decimal(fraction, digits);
}

}  // namespace pgoscope::dissectors
