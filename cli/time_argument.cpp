#include "cli/time_argument.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "cli/quantity.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

constexpr std::int64_t second = 1'000'000'000;

/// Takes fixed fields off the front of a text; sticky failure.
class FieldReader {
  public:
    explicit FieldReader(std::string_view text) noexcept : rest_(text) {}

    /// A number of exactly `digits` digits from `least` to `most`.
    int number(std::size_t digits, int least, int most) noexcept {
        const auto field = parse_count(rest_.substr(0, digits));
        if (rest_.size() < digits || !field || *field < static_cast<std::uint64_t>(least) ||
            *field > static_cast<std::uint64_t>(most)) {
            failed_ = true;
            return least;
        }
        rest_.remove_prefix(digits);
        return static_cast<int>(*field);
    }
    bool accept(std::string_view any_of) noexcept {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(std::string_view any_of) noexcept {
        if (!accept(any_of)) failed_ = true;
    }
    /// Digits behind a decimal point, as nanoseconds.
    std::int64_t fraction() noexcept {
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        const auto value = parse_decimal("0." + std::string(rest_.substr(0, end)), second);
        if (!value) failed_ = true;
        rest_.remove_prefix(end);
        return value.value_or(0);
    }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

std::int64_t time_of_day(FieldReader& fields) {
    std::int64_t time = fields.number(2, 0, 23) * 3600LL;
    if (fields.accept(":")) time += fields.number(2, 0, 59) * 60LL;
    // RFC 3339, 5.7: a leap second is written 60.
    if (fields.accept(":")) time += fields.number(2, 0, 60);
    time *= second;
    if (fields.accept(".")) time += fields.fraction();
    return time;
}

std::int64_t offset_from_utc(FieldReader& fields) {
    if (fields.at_end() || fields.accept("Zz")) return 0;
    const bool west = fields.accept("-");
    if (!west) fields.expect("+");
    std::int64_t seconds = fields.number(2, 0, 23) * 3600LL;
    (void)fields.accept(":");
    if (!fields.at_end()) seconds += fields.number(2, 0, 59) * 60LL;
    return (west ? -seconds : seconds) * second;
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
    FieldReader fields(text);
    // The years that nanoseconds in 64 bits reach.
    const int year = fields.number(4, 1970, 2261);
    fields.expect("-");
    const int month = fields.number(2, 1, 12);
    fields.expect("-");
    const int day = fields.number(2, 1, 31);
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (fields.failed() || !date.ok()) return std::nullopt;

    const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
    std::int64_t time = std::int64_t{days} * 86'400 * second;
    if (!fields.at_end()) {
        fields.expect("Tt ");
        time += time_of_day(fields);
        time -= offset_from_utc(fields);
    }
    if (fields.failed() || !fields.at_end()) return std::nullopt;
    return time;
}

}  // namespace

std::int64_t parse_time_argument(std::string_view option, std::string_view text) {
    if (const auto seconds = parse_decimal(text, second)) return *seconds;
    if (const auto time = parse_rfc3339(text)) return *time;
    throw UsageError(std::string(option) + ": '" + std::string(text) +
                     "' is not a time; give RFC 3339 such as 2026-11-20T21:16:10.5Z, "
                     "or seconds since 1970 such as 1795209370.5");
}

}  // namespace pgoscope::cli
