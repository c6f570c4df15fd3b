#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/values/text_output.h"

/// Days, times and intervals in the server's text form, whichever bytes they were read from. What
/// returns a bool is false, and wrote nothing, for what lies outside of the server's own ranges
/// (datatype/timestamp.h).
namespace pgoscope::dissectors {

/// 2000-01-01 in days from the beginning of the Julian calendar, 4714-11-24 BC.
inline constexpr std::int64_t julian_day_of_2000 = 2'451'545;

[[nodiscard]] bool put_date(std::int64_t days_since_2000, TextOutput& out);
/// `zone` stands behind the time.
[[nodiscard]] bool put_timestamp(std::int64_t microseconds_since_2000, std::string_view zone,
                                 TextOutput& out);
[[nodiscard]] bool put_time_of_day(std::int64_t microseconds, TextOutput& out);

/// IntervalStyle postgres, as the server's EncodeInterval writes it; infinity, which servers have
/// since 17, is the extreme of every field.
void put_interval(std::int64_t microseconds, std::int32_t days, std::int32_t months,
                  TextOutput& out);

}  // namespace pgoscope::dissectors
