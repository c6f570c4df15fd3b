#include "dissectors/logical/timestamp.h"

#include "dissectors/values/calendar.h"

namespace pgoscope::dissectors::logical {
namespace {

/// Numbers of a fixed width and the characters between them; fails for good at the first surprise.
class Scanner {
  public:
    explicit Scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] std::int64_t number(std::size_t width) noexcept {
        std::int64_t value = 0;
        for (; width > 0; --width)
            value = value * 10 + digit().value_or(0);
        return value;
    }
    void require(char character) noexcept {
        if (!accept(character)) ok_ = false;
    }
    [[nodiscard]] bool accept(char character) noexcept {
        if (!rest_.starts_with(character)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// What stands behind the point, whose trailing zeros are not printed.
    [[nodiscard]] int microseconds() noexcept {
        constexpr int places = 6;
        int value = 0;
        int place = 0;
        for (; place < places && starts_with_digit(); ++place)
            value = value * 10 + digit().value_or(0);
        for (; place < places; ++place)
            value *= 10;
        return value;
    }
    [[nodiscard]] bool ok() const noexcept { return ok_; }

  private:
    [[nodiscard]] bool starts_with_digit() const noexcept {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }
    [[nodiscard]] std::optional<int> digit() noexcept {
        if (!starts_with_digit()) {
            ok_ = false;
            return std::nullopt;
        }
        const int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

constexpr std::int64_t microseconds_per_second = 1'000'000;

std::int64_t offset_from_utc(Scanner& text) noexcept {
    const bool west = text.accept('-');
    if (!west) text.require('+');
    std::int64_t seconds = text.number(2) * 3600;
    if (text.accept(':')) seconds += text.number(2) * 60;
    if (text.accept(':')) seconds += text.number(2);
    return west ? -seconds : seconds;
}

CivilDate date_of(Scanner& text) noexcept {
    CivilDate date{};
    date.year = text.number(4);
    text.require('-');
    date.month = static_cast<unsigned>(text.number(2));
    text.require('-');
    date.day = static_cast<unsigned>(text.number(2));
    return date;
}

std::int64_t seconds_of_day(Scanner& text) noexcept {
    std::int64_t seconds = text.number(2) * 3600;
    text.require(':');
    seconds += text.number(2) * 60;
    text.require(':');
    return seconds + text.number(2);
}

}  // namespace

std::optional<std::int64_t> read_timestamp(std::string_view text) noexcept {
    Scanner scanner(text);
    const auto date = date_of(scanner);
    scanner.require(' ');
    auto seconds = seconds_of_day(scanner);
    const auto fraction = scanner.accept('.') ? scanner.microseconds() : 0;
    seconds -= offset_from_utc(scanner);
    if (!scanner.ok() || !is_day(date)) return std::nullopt;
    constexpr std::int64_t seconds_per_day = 86'400;
    return (days_since_2000(date) * seconds_per_day + seconds) * microseconds_per_second + fraction;
}

}  // namespace pgoscope::dissectors::logical
