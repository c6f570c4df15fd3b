#pragma once

#include <cstdint>

namespace pgoscope::dissectors {

/// A day of the proleptic Gregorian calendar. Year 0 is 1 BC, as astronomers count.
struct CivilDate {
    std::int64_t year;
    unsigned month;
    unsigned day;
};

/// The day so many days after 2000-01-01. std::chrono ends with the year 32767, the server with
/// 5874897, hence this. Eras of 400 years that begin on 1 March put the leap day last in a year.
[[nodiscard]] constexpr CivilDate civil_date(std::int64_t days_since_2000) noexcept {
    constexpr std::int64_t days_from_march_0000_to_2000 = 730'425;
    constexpr std::int64_t days_per_era = 146'097;
    const auto days = days_since_2000 + days_from_march_0000_to_2000;
    const auto era = (days >= 0 ? days : days - (days_per_era - 1)) / days_per_era;
    const auto day_of_era = days - era * days_per_era;
    const auto year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const auto day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const auto month_from_march = (5 * day_of_year + 2) / 153;
    const auto day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    const auto month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), static_cast<unsigned>(month),
            static_cast<unsigned>(day)};
}

static_assert(civil_date(0).year == 2000 && civil_date(0).month == 1 && civil_date(0).day == 1);
static_assert(civil_date(59).month == 2 && civil_date(59).day == 29);

/// The inverse: days from 2000-01-01 to a day that the calendar has.
[[nodiscard]] constexpr std::int64_t days_since_2000(CivilDate date) noexcept {
    constexpr std::int64_t days_from_march_0000_to_2000 = 730'425;
    const auto year = date.year - (date.month <= 2 ? 1 : 0);
    const auto era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = year - era * 400;
    const std::int64_t month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
    const auto day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           days_from_march_0000_to_2000;
}

/// Whether the calendar has the day.
[[nodiscard]] constexpr bool is_day(CivilDate date) noexcept {
    if (date.month < 1 || date.month > 12 || date.day < 1) return false;
    const auto same = civil_date(days_since_2000(date));
    return same.month == date.month && same.day == date.day;
}

static_assert(days_since_2000({2000, 1, 1}) == 0 && days_since_2000({1999, 12, 31}) == -1);
static_assert(is_day({2000, 2, 29}) && !is_day({2100, 2, 29}) && !is_day({2026, 4, 31}));

}  // namespace pgoscope::dissectors
