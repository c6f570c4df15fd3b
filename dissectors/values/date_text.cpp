#include "dissectors/values/date_text.h"

#include <limits>

#include "dissectors/values/calendar.h"
#include "dissectors/values/clock_text.h"

namespace pgoscope::dissectors {
namespace {

// What the server accepts (datatype/timestamp.h): from 4714-11-24 BC, the first Julian day, to the
// ends of 5874897 for dates and of 294276 for timestamps.
constexpr std::int64_t first_day = -julian_day_of_2000;
constexpr std::int64_t day_after_last_date = 2'145'031'949;
constexpr std::int64_t first_timestamp = first_day * microseconds_per_day;
constexpr std::int64_t after_last_timestamp = 106'751'983 * microseconds_per_day;

void put_day(const CivilDate& date, TextOutput& out) {
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

// Units that are zero are left out, and a positive part after a negative one bears its sign.
class IntervalText {
  public:
    explicit IntervalText(TextOutput& out) : out_(out) {}

    void put_unit(std::int32_t count, std::string_view unit) {
        if (count == 0) return;
        if (!empty_) out_.put(' ');
        if (after_negative_ && count > 0) out_.put('+');
        out_.put_signed(count);
        out_.put(' ');
        out_.put(unit);
        if (count != 1) out_.put('s');
        after_negative_ = count < 0;
        empty_ = false;
    }

    void put_time(std::int64_t microseconds) {
        if (microseconds == 0 && !empty_) return;
        if (!empty_) out_.put(' ');
        if (microseconds < 0) {
            out_.put('-');
        } else if (after_negative_) {
            out_.put('+');
        }
        const auto bits = static_cast<std::uint64_t>(microseconds);
        put_clock(microseconds < 0 ? 0 - bits : bits, out_);
    }

  private:
    TextOutput& out_;
    bool empty_ = true;
    bool after_negative_ = false;
};

}  // namespace

bool put_date(std::int64_t days_since_2000, TextOutput& out) {
    if (days_since_2000 < first_day || days_since_2000 >= day_after_last_date) return false;
    const auto date = civil_date(days_since_2000);
    put_day(date, out);
    put_era(date, out);
    return true;
}

bool put_timestamp(std::int64_t microseconds_since_2000, std::string_view zone, TextOutput& out) {
    if (microseconds_since_2000 < first_timestamp ||
        microseconds_since_2000 >= after_last_timestamp)
        return false;
    auto days = microseconds_since_2000 / microseconds_per_day;
    auto time = microseconds_since_2000 % microseconds_per_day;
    if (time < 0) {
        time += microseconds_per_day;
        --days;
    }
    const auto date = civil_date(days);
    put_day(date, out);
    out.put(' ');
    put_clock(static_cast<std::uint64_t>(time), out);
    out.put(zone);
    put_era(date, out);
    return true;
}

bool put_time_of_day(std::int64_t microseconds, TextOutput& out) {
    if (microseconds < 0 || microseconds > microseconds_per_day) return false;
    put_clock(static_cast<std::uint64_t>(microseconds), out);
    return true;
}

void put_interval(std::int64_t microseconds, std::int32_t days, std::int32_t months,
                  TextOutput& out) {
    using Wide = std::numeric_limits<std::int64_t>;
    using Narrow = std::numeric_limits<std::int32_t>;
    if (microseconds == Wide::max() && days == Narrow::max() && months == Narrow::max()) {
        return out.put("infinity");
    }
    if (microseconds == Wide::min() && days == Narrow::min() && months == Narrow::min()) {
        return out.put("-infinity");
    }

    IntervalText text(out);
    text.put_unit(months / 12, "year");
    text.put_unit(months % 12, "mon");
    text.put_unit(days, "day");
    text.put_time(microseconds);
}

}  // namespace pgoscope::dissectors
